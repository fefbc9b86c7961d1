namespace Sightglass.ControlPlane.Identity;

/// <summary>A new token and its secret text.</summary>
/// <param name="Token">What is kept of it.</param>
/// <param name="Secret">The text, starting with <c>kpat_</c>. Shown once.</param>
public sealed record CreatedAccessToken(AccessToken Token, string Secret);
