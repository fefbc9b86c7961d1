using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Sightglass.Configuration.Entities;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Snapshots;

/// <summary>The consumers and credentials of one configuration, indexed.</summary>
internal sealed class ConsumerDirectory : IConsumerDirectory
{
    private readonly FrozenDictionary<string, ConsumerConfig> _consumers;
    private readonly FrozenDictionary<(string Type, string Key), (CredentialConfig Credential, ConsumerConfig Consumer)> _credentials;

    public ConsumerDirectory(IEnumerable<ConsumerConfig> consumers)
    {
        var byName = new Dictionary<string, ConsumerConfig>(StringComparer.Ordinal);
        var credentials = new Dictionary<(string, string), (CredentialConfig, ConsumerConfig)>();
        var all = consumers.ToList();

        // An id wins over a username, a username over a custom id, whoever they belong to.
        foreach (var consumer in all)
        {
            byName.TryAdd(consumer.Id.ToString(), consumer);
        }

        foreach (var consumer in all.Where(static consumer => consumer.Username is not null))
        {
            byName.TryAdd(consumer.Username!, consumer);
        }

        foreach (var consumer in all.Where(static consumer => consumer.CustomId is not null))
        {
            byName.TryAdd(consumer.CustomId!, consumer);
        }

        foreach (var consumer in all)
        {
            foreach (var credential in consumer.Credentials)
            {
                credentials.TryAdd((credential.Type, credential.Key), (credential, consumer));
            }
        }

        _consumers = byName.ToFrozenDictionary(StringComparer.Ordinal);
        _credentials = credentials.ToFrozenDictionary();
    }

    public bool TryFindConsumer(string idOrName, [NotNullWhen(true)] out ConsumerConfig? consumer)
        => _consumers.TryGetValue(idOrName, out consumer);

    public bool TryFindCredential(
        string type,
        string key,
        [NotNullWhen(true)] out CredentialConfig? credential,
        [NotNullWhen(true)] out ConsumerConfig? consumer)
    {
        if (_credentials.TryGetValue((type, key), out var found))
        {
            (credential, consumer) = found;
            return true;
        }

        (credential, consumer) = (null, null);
        return false;
    }
}
