namespace Sightglass.Plugins.RequestTransformer;

/// <summary>What one request is changed to. Parts without steps are default.</summary>
internal readonly record struct RenderedRequest(string? Uri, RenderedSteps Headers, RenderedSteps Body, RenderedSteps Query);
