using System.Buffers;
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

    private static readonly EntityBytes Canonical = new((_, entity) => CanonicalJson.Of(Timeless(entity)));
    private static readonly EntityType[] InOrder = [.. EntityTypes.All.OrderBy(t => t.Name, StringComparer.Ordinal)];

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

        // The canonical text of {type: [entity, …]}, put together from that of the entities.
        var text = new ArrayBufferWriter<byte>(64 * 1024);
        var separator = "{"u8;
        foreach (var type in InOrder)
        {
            text.Write(separator);
            text.Write("\""u8);
            Encoding.ASCII.GetBytes(type.Name, text);
            text.Write("\":["u8);
            var first = true;
            foreach (var entity in entities.All(type))
            {
                text.Write(first ? ""u8 : ","u8);
                text.Write(Canonical.Of(entities, entity));
                first = false;
            }

            text.Write("]"u8);
            separator = ","u8;
        }

        text.Write("}"u8);
        return FormatHashes.Md5Hex(text.WrittenSpan);
    }

    private static JsonObject Timeless(Entity entity)
    {
        var fields = entity.ToJson();
        fields.Remove("created_at");
        fields.Remove("updated_at");
        return fields;
    }
}
