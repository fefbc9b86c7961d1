using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Declarative;

/// <summary>A loaded declarative configuration, or everything that is wrong with it: never a part of it.</summary>
public sealed record LoadResult
{
    /// <summary>All entities; null if there are errors.</summary>
    public EntitySet? Entities { get; init; }

    /// <summary>The same as typed records, with <see cref="Hash"/>; null if there are errors.</summary>
    public GatewayConfiguration? Configuration { get; init; }

    /// <summary>MD5 of the text, or of the content when it was not text; 32 zeros for a configuration without entities.</summary>
    public string Hash { get; init; } = ConfigurationHash.Empty;

    /// <summary>All problems, in the order of the input.</summary>
    public ImmutableArray<LoadError> Errors { get; init; } = [];

    /// <summary>The problems as the Admin API answers them (code 14); null when there are none.</summary>
    public EntityError? Error { get; init; }

    /// <summary>One entry for each entity with problems, for <c>/config?flatten_errors=1</c>.</summary>
    public ImmutableArray<FlattenedError> FlattenedErrors { get; init; } = [];

    /// <summary>What of the <c>fields</c> is not in <see cref="FlattenedErrors"/>; null when the text could not be read at all.</summary>
    internal JsonObject? Unplaced { get; init; }

    [MemberNotNullWhen(true, nameof(Entities), nameof(Configuration))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>The body of the refusal.</summary>
    /// <param name="flatten">Whether what is wrong with entities is listed in <c>flattened_errors</c> instead of <c>fields</c>.</param>
    public JsonObject ErrorBody(bool flatten)
    {
        var body = Error?.ToJson() ?? [];
        if (flatten)
        {
            if (Unplaced is not null)
            {
                body = EntityErrors.InvalidDeclarative(Unplaced).ToJson();
            }

            body["flattened_errors"] = new JsonArray([.. FlattenedErrors.Select(e => (JsonNode)e.ToJson())]);
        }

        return body;
    }
}
