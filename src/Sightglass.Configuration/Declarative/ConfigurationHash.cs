using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Hashing;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Declarative;

/// <summary>Hashes by which nodes and planes compare configurations: MD5, 32 lower-case hex digits.</summary>
public static class ConfigurationHash
{
    /// <summary>The hash of a configuration without entities.</summary>
    public const string Empty = "00000000000000000000000000000000";

    /// <summary>The hash of a configuration that was posted as text.</summary>
    public static string Of(string text) => FormatHashes.Md5Hex(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash of a configuration that was posted as parsed content.</summary>
    public static string Of(JsonObject content) => FormatHashes.Md5Hex(CanonicalJson.Of(content).Span);

    /// <summary>
    /// The hash of a set. Timestamps do not count: writing the same again changes <c>updated_at</c>, and nothing a gateway does.
    /// </summary>
    public static string Of(EntitySet entities)
    {
        if (entities.Count == 0)
        {
            return Empty;
        }

        var content = new JsonObject();
        foreach (var type in EntityTypes.All)
        {
            content[type.Name] = new JsonArray([.. entities.All(type).Select(Timeless)]);
        }

        return Of(content);
    }

    private static JsonNode Timeless(Entity entity)
    {
        var fields = entity.ToJson();
        fields.Remove("created_at");
        fields.Remove("updated_at");
        return fields;
    }
}
