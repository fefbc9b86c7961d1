namespace Sightglass.Plugins.OpenTelemetry.Propagation;

/// <summary>The formats' names in configurations.</summary>
internal static class TracingFormats
{
    public const string Preserve = "preserve";

    /// <summary>What can be written.</summary>
    public static readonly string[] Injectable = ["w3c", "datadog", "b3", "gcp", "b3-single", "jaeger", "aws", "ot"];

    /// <summary>What can be read: both forms of B3 are read as one.</summary>
    public static readonly string[] Extractable = [.. Injectable.Where(name => name != "b3-single")];

    public static TracingFormat Parse(string name) => name switch
    {
        "b3" => TracingFormat.B3,
        "b3-single" => TracingFormat.B3Single,
        "jaeger" => TracingFormat.Jaeger,
        "ot" => TracingFormat.Ot,
        "datadog" => TracingFormat.Datadog,
        "aws" => TracingFormat.Aws,
        "gcp" => TracingFormat.Gcp,
        _ => TracingFormat.W3c,
    };

    /// <summary>The format's field in the log record's <c>trace_id</c>: both forms of B3 have one.</summary>
    public static string LogName(TracingFormat format) => format switch
    {
        TracingFormat.B3 or TracingFormat.B3Single => "b3",
        TracingFormat.Jaeger => "jaeger",
        TracingFormat.Ot => "ot",
        TracingFormat.Datadog => "datadog",
        TracingFormat.Aws => "aws",
        TracingFormat.Gcp => "gcp",
        _ => "w3c",
    };
}
