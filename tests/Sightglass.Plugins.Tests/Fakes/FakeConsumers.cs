using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Fakes;

internal sealed class FakeConsumers : IConsumerDirectory
{
    private readonly List<ConsumerConfig> _consumers = [];

    public ConsumerConfig Add(string username, params string[] groups) => Add(new ConsumerConfig
    {
        Id = Guid.NewGuid(),
        Username = username,
        AclGroups = [.. groups],
    });

    public ConsumerConfig Add(ConsumerConfig consumer)
    {
        _consumers.Add(consumer);
        return consumer;
    }

    /// <summary>Adds a consumer with one credential.</summary>
    public (ConsumerConfig Consumer, CredentialConfig Credential) AddWith(string username, string type, string key, JsonObject? fields = null)
    {
        var credential = new CredentialConfig(Guid.NewGuid(), type, key, fields ?? []);
        var consumer = Add(new ConsumerConfig { Id = Guid.NewGuid(), Username = username, CustomId = username + "-id", Credentials = [credential] });
        return (consumer, credential);
    }

    public bool TryFindConsumer(string idOrName, [NotNullWhen(true)] out ConsumerConfig? consumer)
    {
        consumer = _consumers.Find(c => c.Id.ToString("D") == idOrName || c.Username == idOrName || c.CustomId == idOrName);
        return consumer is not null;
    }

    public bool TryFindCredential(
        string type,
        string key,
        [NotNullWhen(true)] out CredentialConfig? credential,
        [NotNullWhen(true)] out ConsumerConfig? consumer)
    {
        foreach (var candidate in _consumers)
        {
            foreach (var item in candidate.Credentials)
            {
                if (item.Type == type && item.Key == key)
                {
                    credential = item;
                    consumer = candidate;
                    return true;
                }
            }
        }

        credential = null;
        consumer = null;
        return false;
    }
}
