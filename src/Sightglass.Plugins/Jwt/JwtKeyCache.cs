using System.Runtime.CompilerServices;
using System.Text;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Tokens;
using Sightglass.Plugins.Tokens.Edwards;

namespace Sightglass.Plugins.Jwt;

/// <summary>The keys of credentials, parsed once for each and forgotten with it.</summary>
internal sealed class JwtKeyCache
{
    private readonly ConditionalWeakTable<CredentialConfig, Entry> _plain = [];
    private readonly ConditionalWeakTable<CredentialConfig, Entry> _base64 = [];

    /// <summary>The key of a credential; null when it has none that fits its algorithm.</summary>
    public TokenKey? Find(CredentialConfig credential, string algorithm, bool secretIsBase64)
    {
        var table = secretIsBase64 ? _base64 : _plain;
        if (!table.TryGetValue(credential, out var entry))
        {
            entry = table.GetOrAdd(credential, new Entry(Parse(credential, algorithm, secretIsBase64)));
        }

        return entry.Key;
    }

    private static TokenKey? Parse(CredentialConfig credential, string algorithm, bool secretIsBase64)
    {
        if (!SignatureAlgorithm.IsSymmetric(algorithm))
        {
            return credential.Fields["rsa_public_key"]?.GetValue<string>() is not { } pem ? null
                : algorithm == "EdDSA" ? EdwardsKey.FromPem(pem)
                : PublicKey.FromPem(pem);
        }

        if (credential.Fields["secret"]?.GetValue<string>() is not { } secret)
        {
            return null;
        }

        if (!secretIsBase64)
        {
            return new SymmetricKey(Encoding.UTF8.GetBytes(secret));
        }

        var standard = secret.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? new SymmetricKey(bytes[..length]) : null;
    }

    private sealed record Entry(TokenKey? Key);
}
