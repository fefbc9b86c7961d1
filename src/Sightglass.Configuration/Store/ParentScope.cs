namespace Sightglass.Configuration.Store;

/// <summary>Restricts a lookup or write to the children of one entity, as in <c>/services/{id}/routes</c>.</summary>
/// <param name="Field">The child's reference field, for example <c>service</c>.</param>
/// <param name="Id">The parent.</param>
public sealed record ParentScope(string Field, Guid Id);
