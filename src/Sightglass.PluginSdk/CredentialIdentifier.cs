using Sightglass.Configuration.Entities;

namespace Sightglass.PluginSdk;

/// <summary>What <c>X-Credential-Identifier</c> says of a credential (gateway.md 12.1–12.3).</summary>
public static class CredentialIdentifier
{
    /// <summary>
    /// The credential's id for key-auth, because its key is a secret; for the other types what it is looked up by, for example the
    /// username of basic-auth.
    /// </summary>
    public static string Of(CredentialConfig credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential.Type == "keyauth_credentials" ? credential.Id.ToString("D") : credential.Key;
    }
}
