using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Entities;

/// <summary>What is known of a type of entity: how it is named, addressed, referred to and validated.</summary>
public sealed record EntityType
{
    /// <summary>The type's name and collection in declarative files, for example <c>services</c>, <c>keyauth_credentials</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One of them, for example <c>service</c>, <c>keyauth_credential</c>.</summary>
    public required string Singular { get; init; }

    /// <summary>The collection's path in the Admin API, for example <c>services</c>, <c>key-auths</c>.</summary>
    public required string AdminPath { get; init; }

    /// <summary>The collection's path below a parent, for example <c>routes</c>, <c>key-auth</c>.</summary>
    public required string NestedPath { get; init; }

    /// <summary>The field that addresses an entity besides its id; null for none.</summary>
    public string? PathKey { get; init; }

    /// <summary>Whether <see cref="PathKey"/> is unique among all, or only below one parent (targets, acls).</summary>
    public bool PathKeyIsGlobal => PathKey is not null && UniqueKeys.Any(k => k.Fields.Length == 1 && k.Fields[0] == PathKey);

    public ImmutableArray<UniqueKey> UniqueKeys { get; init; } = [];
    public ImmutableArray<ForeignKey> ForeignKeys { get; init; } = [];

    /// <summary>All fields with <c>id</c>, <c>created_at</c>, <c>updated_at</c> and <c>tags</c>. A plugin's <c>config</c> is open here.</summary>
    public required RecordSchema Schema { get; init; }

    /// <summary>Rewrites what was written before it is merged and checked: shorthands, switches, generated values.</summary>
    internal Action<WriteContext>? Prepare { get; init; }

    /// <summary>Finds what keeps a body from being written singly, before its fields are looked at.</summary>
    internal Func<JsonObject, (string Field, string Message)?>? Unwritable { get; init; }

    /// <summary>
    /// Finds what is wrong with the field that says which kind of entity it is, where there are kinds. When it is, nothing else is said.
    /// </summary>
    internal Func<ValidationOptions, JsonObject, (string Field, string Message)?>? Kind { get; init; }

    /// <summary>Completes the valid normal form: computed and hashed values, and rules that need more than the fields.</summary>
    internal Action<WriteContext, JsonObject, List<FieldError>>? Complete { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;
}
