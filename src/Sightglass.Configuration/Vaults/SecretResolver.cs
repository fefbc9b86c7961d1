using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Vaults;

/// <summary>
/// Puts secrets where references to them stand, when the records a gateway serves by are made: entities, exports and hashes keep the
/// references. A secret that is not there is the empty text, so that nothing else of the configuration is held up by it.
/// </summary>
/// <param name="entities">The set whose vaults count.</param>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class SecretResolver(EntitySet entities, Func<string, string?> variable)
{
    public static SecretResolver OfProcess(EntitySet entities) => new(entities, Environment.GetEnvironmentVariable);

    /// <summary>The text, or the secret it stands for.</summary>
    public string? Resolve(string? text) =>
        text is not null && VaultReference.TryParse(text, out var reference) ? Secret(reference) ?? "" : text;

    /// <summary>A record with all its texts resolved; the same one when there is nothing to resolve in it.</summary>
    public JsonObject Resolve(JsonObject record)
    {
        if (!Refers(record))
        {
            return record;
        }

        var copy = JsonCopy.Of(record);
        Replace(copy);
        return copy;
    }

    private static bool Refers(JsonNode? node) => node switch
    {
        JsonObject record => record.Any(p => Refers(p.Value)),
        JsonArray list => list.Any(Refers),
        JsonValue value => value.TryGetValue(out string? text) && VaultReference.Is(text),
        _ => false,
    };

    private void Replace(JsonNode node)
    {
        switch (node)
        {
            case JsonObject record:
                foreach (var (name, value) in record.ToArray())
                {
                    Replace(value, resolved => record[name] = resolved);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    var at = i;
                    Replace(list[i], resolved => list[at] = resolved);
                }

                break;
        }
    }

    private void Replace(JsonNode? value, Action<JsonNode?> put)
    {
        if (value is JsonValue scalar)
        {
            if (scalar.TryGetValue(out string? text) && VaultReference.Is(text))
            {
                put(Resolve(text));
            }
        }
        else if (value is not null)
        {
            Replace(value);
        }
    }

    private string? Secret(VaultReference reference)
    {
        var prefix = "";
        if (reference.Vault != VaultReference.Environment)
        {
            if (entities.Find(EntityTypes.Vaults, reference.Vault) is not { } vault)
            {
                return null;
            }

            prefix = vault.Fields["config"]?["prefix"]?.GetValue<string>() ?? "";
        }

        return reference.Find(prefix, variable);
    }
}
