namespace Sightglass.Configuration.Entities;

/// <summary>A reference from one entity type to another.</summary>
/// <param name="Field">The field that holds it, for example <c>service</c>.</param>
/// <param name="Reference">The name of the type referred to, for example <c>services</c>.</param>
/// <param name="OnDelete">What the deletion of the referred entity does.</param>
/// <param name="Many">Whether the field is a list of ids instead of one <c>{"id": …}</c>.</param>
public sealed record ForeignKey(string Field, string Reference, OnDelete OnDelete, bool Many = false);
