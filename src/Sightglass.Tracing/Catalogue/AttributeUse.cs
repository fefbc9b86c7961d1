namespace Sightglass.Tracing.Catalogue;

/// <summary>An attribute on a certain span.</summary>
/// <param name="Key">The attribute.</param>
/// <param name="Need">When the span carries it.</param>
/// <param name="Meaning">What it means on this span, where the key's own sentence is too general.</param>
public sealed record AttributeUse(AttributeKey Key, AttributeNeed Need = AttributeNeed.Optional, string? Meaning = null);
