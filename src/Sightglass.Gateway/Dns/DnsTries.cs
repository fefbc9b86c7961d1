using System.Text;
using System.Text.Json;

namespace Sightglass.Gateway.Dns;

/// <summary>The steps of a lookup in order. Give one to the lookup to have them recorded; reuse it after <see cref="Clear"/>.</summary>
internal sealed class DnsTries
{
    private readonly List<DnsTry> _steps = [];

    public IReadOnlyList<DnsTry> Steps => _steps;

    public void Clear() => _steps.Clear();

    /// <summary>The steps as a JSON array, the value of <c>proxy.kong.dns.entry</c> (gateway.md 10: shape of the new client, and the answers).</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var step in _steps)
            {
                Write(writer, step);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    internal void Add(in DnsTry step) => _steps.Add(step);

    internal void AddRange(IReadOnlyList<DnsTry> steps) => _steps.AddRange(steps);

    private static void Write(Utf8JsonWriter writer, in DnsTry step)
    {
        writer.WriteStartObject();
        writer.WriteString("qname", step.QName);
        writer.WriteNumber("qtype", step.QType);
        writer.WriteBoolean("cache_hit", step.CacheHit);
        writer.WriteString("resolver", step.Resolver);
        if (step.Answers is { } answer)
        {
            writer.WriteStartArray("answers");
            foreach (var record in answer.Records)
            {
                writer.WriteStartObject();
                writer.WriteString("data", record.Target is null ? record.Address!.ToString() : $"{record.Target}:{record.Port}");
                writer.WriteNumber("ttl", record.Ttl);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (step.Error is not null)
        {
            writer.WriteStartArray("error");
            writer.WriteStringValue(step.Error);
            writer.WriteEndArray();
        }

        if (step.ErrorCode is { } code)
        {
            writer.WriteNumber("errcode", code);
        }

        writer.WriteEndObject();
    }
}
