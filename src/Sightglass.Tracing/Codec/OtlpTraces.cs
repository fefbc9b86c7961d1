using System.Buffers;
using Sightglass.Tracing.Codec.Json;
using Sightglass.Tracing.Codec.Protobuf;

namespace Sightglass.Tracing.Codec;

/// <summary>
/// Traces as OTLP 1.x (ExportTraceServiceRequest), protobuf and JSON, both ways. What the gateway writes, any collector reads; what
/// any client writes is read here: attributes that are no string, number or boolean become text.
/// </summary>
public static class OtlpTraces
{
    /// <summary>Writes protobuf: one resource per distinct origin.</summary>
    public static byte[] Encode(IEnumerable<TraceEnvelope> traces)
    {
        using var writer = new ProtoWriter();
        ProtoTraceWriter.Write(writer, traces);
        return writer.Written.ToArray();
    }

    /// <summary>Writes protobuf. See <see cref="Encode(IEnumerable{TraceEnvelope})"/>.</summary>
    public static void Encode(IEnumerable<TraceEnvelope> traces, IBufferWriter<byte> output)
    {
        using var writer = new ProtoWriter();
        ProtoTraceWriter.Write(writer, traces);
        output.Write(writer.Written);
    }

    /// <summary>Reads protobuf.</summary>
    /// <exception cref="OtlpFormatException">The bytes are not such a message, or hold more than allowed; nothing of it is used.</exception>
    public static OtlpTraceBatch Decode(ReadOnlySpan<byte> message, OtlpLimits? limits = null) =>
        ProtoTraceReader.Read(message, limits ?? OtlpLimits.Default);

    /// <summary>Writes JSON (OTLP/JSON: ids in hex, 64-bit numbers as strings, kinds as numbers).</summary>
    public static byte[] EncodeJson(IEnumerable<TraceEnvelope> traces, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        EncodeJson(traces, buffer, indented);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes JSON. See <see cref="EncodeJson(IEnumerable{TraceEnvelope}, bool)"/>.</summary>
    public static void EncodeJson(IEnumerable<TraceEnvelope> traces, IBufferWriter<byte> output, bool indented = false) =>
        JsonTraceWriter.Write(traces, output, indented);

    /// <summary>
    /// Reads JSON: one message, or several one after the other as collectors write them to files. Members other than
    /// <c>resourceSpans</c> are ignored.
    /// </summary>
    /// <exception cref="OtlpFormatException">The text is not such a message, or holds more than allowed; nothing of it is used.</exception>
    public static OtlpTraceBatch DecodeJson(ReadOnlySpan<byte> utf8, OtlpLimits? limits = null) =>
        JsonTraceReader.Read(utf8, limits ?? OtlpLimits.Default);
}
