using System.Diagnostics.CodeAnalysis;
using Sightglass.Configuration.Entities;

namespace Sightglass.PluginSdk;

/// <summary>The consumers of one configuration.</summary>
public interface IConsumerDirectory
{
    /// <summary>Finds a consumer by id, username or custom id.</summary>
    bool TryFindConsumer(string idOrName, [NotNullWhen(true)] out ConsumerConfig? consumer);

    /// <summary>Finds a credential and its consumer.</summary>
    /// <param name="type">The entity type, for example <c>keyauth_credentials</c>.</param>
    /// <param name="key">The key, or the username of basic-auth.</param>
    /// <param name="credential">The credential, when found.</param>
    /// <param name="consumer">Whose it is, when found.</param>
    bool TryFindCredential(
        string type,
        string key,
        [NotNullWhen(true)] out CredentialConfig? credential,
        [NotNullWhen(true)] out ConsumerConfig? consumer);
}
