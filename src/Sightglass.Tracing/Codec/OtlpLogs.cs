using System.Buffers;
using Sightglass.Tracing.Codec.Json;
using Sightglass.Tracing.Codec.Protobuf;

namespace Sightglass.Tracing.Codec;

/// <summary>Log entries as OTLP 1.x (ExportLogsServiceRequest), protobuf and JSON, both ways.</summary>
public static class OtlpLogs
{
    /// <summary>Writes protobuf: one resource per distinct origin.</summary>
    public static byte[] Encode(IEnumerable<LogEnvelope> entries)
    {
        using var writer = new ProtoWriter();
        ProtoLogWriter.Write(writer, entries);
        return writer.Written.ToArray();
    }

    /// <summary>Writes protobuf. See <see cref="Encode(IEnumerable{LogEnvelope})"/>.</summary>
    public static void Encode(IEnumerable<LogEnvelope> entries, IBufferWriter<byte> output)
    {
        using var writer = new ProtoWriter();
        ProtoLogWriter.Write(writer, entries);
        output.Write(writer.Written);
    }

    /// <summary>Reads protobuf.</summary>
    /// <exception cref="OtlpFormatException">The bytes are not such a message, or hold more than allowed; nothing of it is used.</exception>
    public static OtlpLogBatch Decode(ReadOnlySpan<byte> message, OtlpLimits? limits = null) =>
        ProtoLogReader.Read(message, limits ?? OtlpLimits.Default);

    /// <summary>Writes JSON (OTLP/JSON: ids in hex, 64-bit numbers as strings).</summary>
    public static byte[] EncodeJson(IEnumerable<LogEnvelope> entries, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        EncodeJson(entries, buffer, indented);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes JSON. See <see cref="EncodeJson(IEnumerable{LogEnvelope}, bool)"/>.</summary>
    public static void EncodeJson(IEnumerable<LogEnvelope> entries, IBufferWriter<byte> output, bool indented = false) =>
        JsonLogWriter.Write(entries, output, indented);

    /// <summary>Reads JSON: one message, or several one after the other. Members other than <c>resourceLogs</c> are ignored.</summary>
    /// <exception cref="OtlpFormatException">The text is not such a message, or holds more than allowed; nothing of it is used.</exception>
    public static OtlpLogBatch DecodeJson(ReadOnlySpan<byte> utf8, OtlpLimits? limits = null) =>
        JsonLogReader.Read(utf8, limits ?? OtlpLimits.Default);
}
