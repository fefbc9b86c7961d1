namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>A configuration entity.</summary>
/// <param name="Collection">For example <c>services</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Body">The whole entity as JSON text.</param>
internal sealed record EntityRecord(string Collection, string Id, string Body);
