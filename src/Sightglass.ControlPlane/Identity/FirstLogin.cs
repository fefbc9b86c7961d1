namespace Sightglass.ControlPlane.Identity;

/// <summary>The login made at the first run. To be shown once: only hashes are kept.</summary>
/// <param name="UserName">Name to sign in with.</param>
/// <param name="Password">Its password.</param>
/// <param name="Token">A personal access token of the user, good for a year.</param>
public sealed record FirstLogin(string UserName, string Password, string Token);
