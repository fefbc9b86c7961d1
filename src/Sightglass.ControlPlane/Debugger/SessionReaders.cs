using System.Collections.Immutable;
using System.Text.Json;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Reads what the API is sent about sessions.</summary>
internal static class SessionReaders
{
    private static readonly string[] ReadOnly =
    [
        "id", "state", "end_reason", "created_by", "created_at", "started_at", "ended_at", "expires_at", "trace_count", "log_count",
        "dropped_count", "data_plane_nodes",
    ];

    public static CreateDebugSession Create(JsonElement body, InvalidParameters errors)
    {
        var fields = new FieldReader(body, errors);
        var defaults = new CreateDebugSession();
        var request = new CreateDebugSession
        {
            Name = fields.String("name"),
            DurationSeconds = fields.Int("duration_seconds") ?? defaults.DurationSeconds,
            MaxTraces = fields.Int("max_traces") ?? defaults.MaxTraces,
            DataPlaneNodeIds = fields.Guids("data_plane_node_ids") ?? [],
            Sampling = Sampling(fields.Object("sampling")),
            Lookback = fields.Bool("lookback") ?? defaults.Lookback,
            Capture = Capture(fields.Object("capture")),
            MaskingRules = fields.Object("masking_rules") is { } rules ? MaskingRules(rules, errors) : Cluster.Messages.MaskingRules.None,
            RetentionDays = fields.Int("retention_days"),
            Labels = fields.StringMap("labels") ?? ImmutableDictionary<string, string>.Empty,
        };
        fields.Done(ReadOnly);
        return request;
    }

    public static PatchDebugSession Patch(JsonElement body, InvalidParameters errors)
    {
        var fields = new FieldReader(body, errors);
        var request = new PatchDebugSession
        {
            Name = fields.String("name"),
            Labels = fields.StringMap("labels"),
            RetentionDays = fields.Int("retention_days"),
        };
        fields.Done();
        return request;
    }

    public static MaskingRules MaskingRules(FieldReader fields, InvalidParameters errors)
    {
        var rules = new MaskingRules
        {
            Headers = fields.Strings("headers") ?? [],
            Body = [.. (fields.Objects("body") ?? []).Select(item => BodyRule(item, errors)).OfType<BodyMaskingRule>()],
        };
        fields.Done();
        return rules;
    }

    private static BodyMaskingRule? BodyRule(FieldReader fields, InvalidParameters errors)
    {
        var type = fields.String("type");
        var value = fields.String("value");
        var target = fields.String("target");
        fields.Done();
        foreach (var (name, given) in new[] { ("type", type), ("value", value) })
        {
            if (given is null && !errors.Mentions(fields.At(name)))
            {
                errors.Required(fields.At(name));
            }
        }

        return type is null || value is null ? null : new BodyMaskingRule { Type = type, Value = value, Target = target ?? "both" };
    }

    private static Sampling Sampling(FieldReader? fields)
    {
        if (fields is null)
        {
            return new Sampling();
        }

        var sampling = new Sampling
        {
            RouteIds = fields.Guids("route_ids") ?? [],
            ServiceIds = fields.Guids("service_ids") ?? [],
            Expression = fields.String("expression"),
            Rate = fields.Number("rate") ?? 1,
        };
        fields.Done();

        // A form that was left empty means no rule.
        return string.IsNullOrWhiteSpace(sampling.Expression) ? sampling with { Expression = null } : sampling;
    }

    private static CaptureSpec Capture(FieldReader? fields)
    {
        if (fields is null)
        {
            return CaptureSpec.TracesOnly;
        }

        var capture = new CaptureSpec { Logs = Logs(fields.Object("logs")), Payload = Payload(fields.Object("payload")) };
        fields.Done();
        return capture;
    }

    private static LogCapture Logs(FieldReader? fields)
    {
        if (fields is null)
        {
            return new LogCapture();
        }

        var logs = new LogCapture { Enabled = fields.Bool("enabled") ?? false, Level = fields.String("level") ?? "debug" };
        fields.Done();
        return logs;
    }

    private static PayloadCapture Payload(FieldReader? fields)
    {
        if (fields is null)
        {
            return new PayloadCapture();
        }

        var payload = new PayloadCapture
        {
            Headers = fields.Bool("headers") ?? false,
            Body = fields.Bool("body") ?? false,
            MaxBodyBytes = fields.Int("max_body_bytes") ?? PayloadCapture.DefaultMaxBodyBytes,
            Points = fields.Strings("points") ?? [],
        };
        fields.Done();
        return payload;
    }
}
