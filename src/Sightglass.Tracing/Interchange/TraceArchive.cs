using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.Compression;
using Sightglass.Tracing.Codec;

namespace Sightglass.Tracing.Interchange;

/// <summary>
/// The <c>.zip</c> of a session: <c>traces.json</c> and <c>logs.json</c> in OTLP/JSON, <c>session.json</c> and
/// <c>payloads/{requestId}.json</c> as the API gives them.
/// </summary>
public static class TraceArchive
{
    private const string Traces = "traces.json";
    private const string Logs = "logs.json";
    private const string Session = "session.json";
    private const string Payloads = "payloads/";
    private const string Json = ".json";

    /// <summary>Writes an archive. A session or payloads that the file does not have are left out.</summary>
    public static void Write(Stream output, TraceFile file)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, Traces, OtlpTraces.EncodeJson(file.Traces, indented: true));
        Add(zip, Logs, OtlpLogs.EncodeJson(file.Logs, indented: true));
        if (!file.Session.IsEmpty)
        {
            Add(zip, Session, file.Session.Span);
        }

        foreach (var (requestId, payload) in file.Payloads.OrderBy(payload => payload.Key, StringComparer.Ordinal))
        {
            Add(zip, Payloads + requestId + Json, payload.Span);
        }
    }

    internal static TraceFile Read(byte[] bytes, TraceFileLimits limits)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            if (zip.Entries.Count > limits.Entries)
            {
                throw new TraceFileException($"The archive has {zip.Entries.Count} entries; at most {limits.Entries} are allowed.");
            }

            return Read(zip, limits);
        }
        catch (InvalidDataException error)
        {
            throw new TraceFileException("The file begins like a .zip, but is damaged: " + error.Message, error);
        }
    }

    private static TraceFile Read(ZipArchive zip, TraceFileLimits limits)
    {
        var budget = limits.Bytes;
        var payloads = new Dictionary<string, ReadOnlyMemory<byte>>();
        OtlpTraceBatch? traces = null;
        OtlpLogBatch? logs = null;
        byte[] session = [];
        foreach (var entry in zip.Entries)
        {
            // Other entries are none of ours; they are not even unpacked.
            switch (entry.FullName)
            {
                case Traces:
                    traces = OtlpTraces.DecodeJson(Unpack(entry, ref budget), limits.Otlp);
                    break;
                case Logs:
                    logs = OtlpLogs.DecodeJson(Unpack(entry, ref budget), limits.Otlp);
                    break;
                case Session:
                    session = Unpack(entry, ref budget);
                    break;
                case var name when name.StartsWith(Payloads, StringComparison.Ordinal) && name.EndsWith(Json, StringComparison.Ordinal):
                    payloads[name[Payloads.Length..^Json.Length]] = Unpack(entry, ref budget);
                    break;
                default:
                    break;
            }
        }

        return new TraceFile
        {
            Traces = traces?.Traces ?? throw new TraceFileException($"The archive has no '{Traces}'."),
            Logs = logs?.Entries ?? ImmutableArray<LogEnvelope>.Empty,
            Session = session,
            Payloads = payloads.ToFrozenDictionary(),
            RejectedSpans = traces.RejectedSpans,
            RejectionReason = traces.RejectionReason,
        };
    }

    private static byte[] Unpack(ZipArchiveEntry entry, ref long budget)
    {
        using var stream = entry.Open();
        return BoundedReading.ReadToEnd(stream, ref budget, $"The archive's '{entry.FullName}'");
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        stream.Write(content);
    }
}
