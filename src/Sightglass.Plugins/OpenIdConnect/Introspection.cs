using System.Text.Json;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>What a provider said about a token.</summary>
/// <param name="Claims">Its claims; null when the token is not active.</param>
/// <param name="Until">Until when that may be believed.</param>
internal sealed record Introspection(JsonElement? Claims, DateTimeOffset Until);
