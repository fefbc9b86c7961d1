using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;

namespace Sightglass.Plugins.OpenTelemetry.Propagation;

/// <summary>Which contexts are read, removed and written.</summary>
internal sealed record PropagationOptions
{
    private static readonly ImmutableArray<TracingFormat> FormerOrder =
    [
        TracingFormat.B3, TracingFormat.W3c, TracingFormat.Jaeger, TracingFormat.Ot, TracingFormat.Datadog, TracingFormat.Aws, TracingFormat.Gcp,
    ];

    /// <summary>Formats to read, in order: the first one found counts.</summary>
    public ImmutableArray<TracingFormat> Extract { get; init; } = [];

    /// <summary>Headers that do not reach the upstream.</summary>
    public ImmutableArray<string> Clear { get; init; } = [];

    /// <summary>Formats to write; null stands for the one that was read.</summary>
    public ImmutableArray<TracingFormat?> Inject { get; init; } = [];

    /// <summary>What is written for the one that was read when none was.</summary>
    public TracingFormat Default { get; init; }

    public static FieldSchema Field { get; } = new()
    {
        Name = "propagation",
        Type = FieldType.Record,
        Description = "How traces are handed on.",
        Default = new JsonObject { ["default_format"] = "w3c" },
        Required = true,
        Fields = Configuration.Field.Schema(
            Formats("extract", "Formats of headers that a trace is taken from; the first one found counts. Null for none.", TracingFormats.Extractable),
            Configuration.Field.Texts("clear", "Headers that are taken out once a trace is.", check: CheckHeader),
            Formats("inject", "Formats of headers that the upstream gets; preserve is the one that was found. Null for none.", [TracingFormats.Preserve, .. TracingFormats.Injectable]),
            Configuration.Field.Choice("default_format", "The format that preserve is when none was found.", null, TracingFormats.Injectable).Needed()),
    };

    /// <summary>Reads a plugin's configuration: the record <c>propagation</c>, or what <c>header_type</c> meant before there was one.</summary>
    public static PropagationOptions Read(JsonObject config)
    {
        var record = config.Record("propagation");
        var options = new PropagationOptions { Default = TracingFormats.Parse(record.Text("default_format") ?? "w3c") };
        if (record["extract"] is not null || record["clear"] is not null || record["inject"] is not null)
        {
            return options with
            {
                Extract = [.. record.Texts("extract").Select(TracingFormats.Parse)],
                Clear = [.. record.Texts("clear")],
                Inject = [.. record.Texts("inject").Select(name => name == TracingFormats.Preserve ? (TracingFormat?)null : TracingFormats.Parse(name))],
            };
        }

        return config.Text("header_type") switch
        {
            null => options,
            "ignore" => options with { Inject = [options.Default] },
            TracingFormats.Preserve => options with { Extract = FormerOrder, Inject = [null] },
            var type => options with { Extract = FormerOrder, Inject = [null, TracingFormats.Parse(type)] },
        };
    }

    private static FieldSchema Formats(string name, string description, string[] choices)
    {
        var field = Configuration.Field.Texts(name, description);
        return field with { Elements = field.Elements! with { OneOf = [.. choices] } };
    }

    private static string? CheckHeader(JsonNode value) => HeaderNames.Check(value);
}
