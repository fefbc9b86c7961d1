using System.Text.Json;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Json;

namespace Sightglass.Tracing.Interchange;

/// <summary>
/// Opens files of traces: OTLP/JSON, one trace of the API as JSON, or a <c>.zip</c> as <see cref="TraceArchive"/> writes it. Goes
/// by what is in the file, not by its name.
/// </summary>
public static class TraceFileReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">The file; read to its end.</param>
    /// <param name="limits">What it may hold; the defaults when null.</param>
    /// <exception cref="TraceFileException">It is none of these, or too large; the message says what is wrong and where.</exception>
    public static TraceFile Read(Stream file, TraceFileLimits? limits = null)
    {
        limits ??= TraceFileLimits.Default;
        var budget = limits.Bytes;
        var bytes = BoundedReading.ReadToEnd(file, ref budget, "The file");
        return Read(bytes, limits);
    }

    /// <summary>Reads a file. See <see cref="Read(Stream, TraceFileLimits?)"/>.</summary>
    public static TraceFile Read(byte[] file, TraceFileLimits? limits = null)
    {
        limits ??= TraceFileLimits.Default;
        try
        {
            return file.AsSpan().StartsWith("PK"u8) ? TraceArchive.Read(file, limits) : ReadJson(file, limits.Otlp);
        }
        catch (OtlpFormatException error)
        {
            throw new TraceFileException(error.Message, error);
        }
    }

    internal static TraceFile ReadJson(byte[] json, OtlpLimits limits)
    {
        if (IsApiTrace(json))
        {
            return ReadApiTrace(json);
        }

        var traces = OtlpTraces.DecodeJson(json, limits);
        var logs = OtlpLogs.DecodeJson(json, limits);
        if (traces.Traces.IsEmpty && logs.Entries.IsEmpty && traces.RejectedSpans == 0)
        {
            throw new TraceFileException("The file holds no traces: expected OTLP/JSON with 'resourceSpans', or a trace of the API with 'spans'.");
        }

        return new TraceFile
        {
            Traces = traces.Traces,
            Logs = logs.Entries,
            RejectedSpans = traces.RejectedSpans,
            RejectionReason = traces.RejectionReason,
        };
    }

    /// <summary>Whether the first object has the members of an API trace at its top.</summary>
    private static bool IsApiTrace(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("request_id"u8) || reader.ValueTextEquals("spans"u8))
                {
                    return true;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // What is wrong is said by the reader that gets it.
        }

        return false;
    }

    private static TraceFile ReadApiTrace(ReadOnlySpan<byte> json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json.StartsWith("\uFEFF"u8) ? json[3..] : json, TraceJson.Default.TraceDocument)!;
            var trace = document.ToTrace();
            return new TraceFile { Traces = [new TraceEnvelope(trace, new TelemetryOrigin { NodeId = trace.NodeId })] };
        }
        catch (JsonException error)
        {
            throw new TraceFileException($"Not a trace of the API at {error.Path ?? "$"}: {error.Message}", error);
        }
        catch (FormatException error)
        {
            throw new TraceFileException($"Not a trace of the API: {error.Message}", error);
        }
    }
}
