using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Sightglass.ControlPlane.Http;

/// <summary>One field that is not valid.</summary>
/// <param name="Field">Where, dotted and indexed: <c>sampling.route_ids[1]</c>.</param>
/// <param name="Rule">The rule it breaks, for example <c>min</c>, <c>required</c>, <c>unknown_property</c>.</param>
/// <param name="Reason">What is wrong and what is expected, in words.</param>
public sealed record InvalidParameter(string Field, string Rule, string Reason)
{
    /// <summary>Where the field stands: <c>body</c> or <c>query</c>.</summary>
    public string Source { get; init; } = "body";

    /// <summary>The lower bound, for rules that have one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Minimum { get; init; }

    /// <summary>The upper bound, for rules that have one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Maximum { get; init; }

    /// <summary>The allowed values, for the rule <c>enum</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Choices { get; init; }
}
