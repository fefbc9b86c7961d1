using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Validation;

/// <summary>One write on its way through the rules of its entity type.</summary>
/// <param name="Mode">How it is written.</param>
/// <param name="Body">What was written, a copy that rules may rewrite.</param>
/// <param name="Existing">The entity as it is; null for a new one. Never changed.</param>
/// <param name="Transform">Whether write transformations such as password hashing run; exports are loaded without.</param>
/// <param name="Now">The time of the write.</param>
internal sealed record WriteContext(
    WriteMode Mode, JsonObject Body, JsonObject? Existing, bool Transform, DateTimeOffset Now)
{
    /// <summary>Problems found before the schema is applied.</summary>
    public List<FieldError> Errors { get; } = [];

    /// <summary>Whether the write leaves every field it does not name at its default.</summary>
    public bool Replaces => Mode != WriteMode.Patch;
}
