using System.Buffers;
using System.Text;
using System.Text.Json;
using Sightglass.Gateway.Dns;

namespace Sightglass.Gateway.Proxying;

/// <summary>The attribute <c>proxy.kong.dns.entry</c>: the tries of a lookup as JSON.</summary>
internal static class DnsEntry
{
    public static string Write(DnsTries tries)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var step in tries.Steps)
            {
                Write(json, step);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, in DnsTry step)
    {
        json.WriteStartObject();
        json.WriteString("qname", step.QName);
        json.WriteNumber("qtype", step.QType);
        json.WriteBoolean("cache_hit", step.CacheHit);
        json.WriteString("resolver", step.Resolver);
        if (step.Answers is { } answers)
        {
            json.WriteStartArray("answers");
            foreach (var record in answers.Records)
            {
                json.WriteStartObject();
                json.WriteString("data", record.Address?.ToString() ?? $"{record.Target}:{record.Port}");
                json.WriteNumber("ttl", record.Ttl);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (step.Error is { } error)
        {
            json.WriteStartArray("error");
            json.WriteStringValue(error);
            json.WriteEndArray();
        }

        if (step.ErrorCode is { } code)
        {
            json.WriteNumber("errcode", code);
        }

        json.WriteEndObject();
    }
}
