using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Sightglass.ControlPlane.Http;

/// <summary>A problem as it is written.</summary>
internal sealed record ProblemDocument
{
    public required int Status { get; init; }

    public required string Title { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<InvalidParameter>? InvalidParameters { get; init; }

    public static ProblemDocument From(Problem problem, string? instance) => new()
    {
        Status = problem.Status,
        Title = problem.Title,
        Instance = instance,
        Detail = problem.Detail,
        InvalidParameters = problem.InvalidParameters.IsEmpty ? null : problem.InvalidParameters,
    };
}
