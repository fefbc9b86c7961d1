using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Declarative;

/// <summary>An entity as it stands in a declarative configuration, before its references and id are settled.</summary>
internal sealed class DeclaredEntity(EntityType type, FieldPath path, JsonObject written)
{
    public EntityType Type => type;
    public FieldPath Path => path;

    /// <summary>Its own fields, without children and comments; references are rewritten here.</summary>
    public JsonObject Fields { get; } = [];

    /// <summary>Everything as it was written, children included.</summary>
    public JsonObject Written => written;

    /// <summary>The entity it is nested in, and the field that refers to it; null at the top level.</summary>
    public (DeclaredEntity Entity, ForeignKey Key)? Parent { get; init; }

    /// <summary>Its id once that is settled. Not a UUID when the one written is not.</summary>
    public string Id { get; set; } = "";

    /// <summary>Problems found so far, with paths from the top.</summary>
    public List<FieldError> Errors { get; } = [];

    /// <summary>The text of a field as written; null when it has none.</summary>
    public string? Text(string field) =>
        Fields[field] is { } node && JsonScalars.TryString(node, out var text) ? text : null;

    public void Refuse(string message, ConflictKind conflict) => Errors.Add(new FieldError(path.Field(FieldPath.Entity), message) { Conflict = conflict });

    public void Refuse(string field, string message) => Errors.Add(new FieldError(path.Field(field), message));
}
