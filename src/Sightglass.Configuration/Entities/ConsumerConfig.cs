using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Entities;

/// <summary>Somebody who calls the APIs.</summary>
public sealed record ConsumerConfig
{
    public required Guid Id { get; init; }
    public string? Username { get; init; }
    public string? CustomId { get; init; }
    public ImmutableArray<CredentialConfig> Credentials { get; init; } = [];

    /// <summary>The groups of the consumer's <c>acls</c>.</summary>
    public ImmutableArray<string> AclGroups { get; init; } = [];
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The first write, in Unix seconds; null when it is not known.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>The last write, in Unix seconds; null when it is not known.</summary>
    public long? UpdatedAt { get; init; }
}

/// <summary>One credential of a consumer.</summary>
/// <param name="Id">The credential's id.</param>
/// <param name="Type">The entity type: keyauth_credentials, basicauth_credentials, hmacauth_credentials or jwt_secrets.</param>
/// <param name="Key">What it is looked up by: key, username or key.</param>
/// <param name="Fields">All its fields, validated, with defaults.</param>
public sealed record CredentialConfig(Guid Id, string Type, string Key, JsonObject Fields)
{
    /// <summary>Type and id: key and fields are secrets.</summary>
    public override string ToString() => $"{Type} {Id}";
}
