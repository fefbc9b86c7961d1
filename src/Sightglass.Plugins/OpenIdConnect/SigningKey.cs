using Sightglass.Plugins.Tokens;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>A key of a provider.</summary>
/// <param name="Id">Its <c>kid</c>; null when the provider gave none.</param>
/// <param name="Algorithm">The only algorithm it is for; null for any that fits.</param>
/// <param name="Key">The key.</param>
internal sealed record SigningKey(string? Id, string? Algorithm, TokenKey Key);
