namespace Sightglass.Cluster.Messages;

/// <summary>Which log entries of recorded requests are captured.</summary>
public sealed record LogCapture
{
    public bool Enabled { get; init; }

    /// <summary>Least severe level captured: <c>debug</c> (default), <c>info</c>, <c>notice</c>, <c>warn</c> or <c>error</c>.</summary>
    public string Level { get; set; } = "debug";
}
