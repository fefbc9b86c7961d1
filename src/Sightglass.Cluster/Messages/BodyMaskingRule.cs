namespace Sightglass.Cluster.Messages;

/// <summary>What is masked in a body.</summary>
public sealed record BodyMaskingRule
{
    /// <summary><c>jsonpath</c> (RFC 9535) or <c>regex</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The path or the pattern.</summary>
    public required string Value { get; init; }

    /// <summary><c>request</c>, <c>response</c> or <c>both</c> (default).</summary>
    public string Target { get; set; } = "both";
}
