using System.Buffers;
using System.Text.Json;
using Sightglass.Tracing.Codec.Protobuf;

namespace Sightglass.Tracing.Codec;

/// <summary>The answer to an OTLP message (ExportTraceServiceResponse, ExportLogsServiceResponse).</summary>
public static class OtlpResponse
{
    /// <summary>The answer in protobuf; empty when everything was taken.</summary>
    /// <param name="rejected">Spans or log entries that were left out.</param>
    /// <param name="message">What is wrong with them.</param>
    public static byte[] Encode(long rejected = 0, string? message = null)
    {
        using var writer = new ProtoWriter();
        if (rejected > 0 || !string.IsNullOrEmpty(message))
        {
            var partial = writer.Begin(OtlpFields.Response.PartialSuccess);
            writer.Varint(OtlpFields.Response.Rejected, (ulong)rejected);
            writer.String(OtlpFields.Response.ErrorMessage, message);
            writer.End(partial);
        }

        return writer.Written.ToArray();
    }

    /// <summary>The answer in JSON.</summary>
    /// <param name="items">What the message held: <c>Spans</c> or <c>LogRecords</c>.</param>
    /// <param name="rejected">How many were left out.</param>
    /// <param name="message">What is wrong with them.</param>
    public static byte[] EncodeJson(string items, long rejected = 0, string? message = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Options))
        {
            json.WriteStartObject();
            if (rejected > 0 || !string.IsNullOrEmpty(message))
            {
                json.WriteStartObject("partialSuccess"u8);
                json.WriteString("rejected" + items, rejected.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("errorMessage"u8, message);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
