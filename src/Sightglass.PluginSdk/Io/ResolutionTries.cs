using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sightglass.PluginSdk.Io;

/// <summary>Describes a resolution for <c>proxy.kong.dns.entry</c> when the resolver did not: one try, by the system.</summary>
internal static class ResolutionTries
{
    public static string Describe(string host, NameResolution resolution)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, PluginJson.WriterOptions))
        {
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteString("qname", host);
            writer.WriteNumber("qtype", -1);
            writer.WriteString("resolver", "system");
            writer.WriteBoolean("cache_hit", false);
            if (resolution.Error is not null)
            {
                writer.WriteStartArray("error");
                writer.WriteStringValue(resolution.Error);
                writer.WriteEndArray();
            }
            else
            {
                writer.WriteStartArray("answers");
                foreach (var address in resolution.Addresses)
                {
                    writer.WriteStringValue(address.ToString());
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
