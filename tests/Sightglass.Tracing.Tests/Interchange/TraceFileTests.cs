using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Interchange;
using Sightglass.Tracing.Json;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Interchange;

public sealed class TraceFileTests
{
    private static readonly TraceFile File = new()
    {
        Traces = [Envelopes.Full()],
        Logs = [Envelopes.Log()],
        Session = Encoding.UTF8.GetBytes("""{"id":"s"}"""),
        Payloads = new Dictionary<string, ReadOnlyMemory<byte>> { [Recordings.RequestId] = Encoding.UTF8.GetBytes("[]") }.ToFrozenDictionary(),
    };

    [Fact]
    public void Read_WrittenArchive_IsTheSame()
    {
        using var zip = new MemoryStream();
        TraceArchive.Write(zip, File);
        zip.Position = 0;
        var read = TraceFileReader.Read(zip);
        Assert.Equal(TraceText.Of(File.Traces[0]), TraceText.Of(Assert.Single(read.Traces)));
        Assert.Equal(TraceText.Of(File.Logs[0]), TraceText.Of(Assert.Single(read.Logs)));
        Assert.Equal("""{"id":"s"}""", Encoding.UTF8.GetString(read.Session.Span));
        Assert.Equal("[]", Encoding.UTF8.GetString(read.Payloads[Recordings.RequestId].Span));
    }

    [Fact]
    public void Write_Archive_HasTheNamesOfTheDownload()
    {
        using var output = new MemoryStream();
        TraceArchive.Write(output, File);
        using var zip = new ZipArchive(output, ZipArchiveMode.Read);
        Assert.Equal(
            ["traces.json", "logs.json", "session.json", $"payloads/{Recordings.RequestId}.json"],
            zip.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public void Read_OtlpJson_GivesTracesAndLogs()
    {
        var traces = TraceFileReader.Read(OtlpTraces.EncodeJson(File.Traces));
        Assert.Equal(TraceText.Of(File.Traces[0]), TraceText.Of(Assert.Single(traces.Traces)));
        Assert.Empty(traces.Logs);
        Assert.Single(TraceFileReader.Read(OtlpLogs.EncodeJson(File.Logs)).Logs);
    }

    [Fact]
    public void Read_ApiTrace_KeepsItAsItStands()
    {
        var trace = Recordings.Full();
        var document = TraceDocument.From(trace) with { Spans = [.. TraceDocument.From(trace).Spans.Reverse()] };
        var file = TraceFileReader.Read(JsonSerializer.SerializeToUtf8Bytes(document, TraceJson.Default.TraceDocument));
        var read = Assert.Single(file.Traces);
        Assert.Equal(trace.Spans.Reverse().Select(span => span.SpanId), read.Trace.Spans.Select(span => span.SpanId));
        Assert.Equal(trace.Latency, read.Trace.Latency);
        Assert.Equal(trace.NodeId, read.Origin.NodeId);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("hello", "Malformed JSON in line 1")]
    [InlineData("{}", "holds no traces")]
    [InlineData("{\"spans\":[]}", "Not a trace of the API")]
    [InlineData("{\"request_id\":\"a\",\"trace_id\":\"b\",\"root_span_id\":\"c\",\"started_at\":\"d\",\"node_id\":\"e\",\"latency\":{},\"spans\":[]}", "Not a trace of the API: trace_id: expected 32")]
    [InlineData("{\"resourceSpans\":7}", "$.resourceSpans: expected an array")]
    [InlineData("PK\u0003\u0004nonsense", "damaged")]
    public void Read_SomethingElse_SaysWhatIsWrong(string content, string expected)
    {
        var error = Assert.Throws<TraceFileException>(() => TraceFileReader.Read(Encoding.UTF8.GetBytes(content)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArchiveWithoutTraces_SaysSo()
    {
        var error = Assert.Throws<TraceFileException>(() => TraceFileReader.Read(Zip(("other.json", "{}"))));
        Assert.Contains("no 'traces.json'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArchiveThatUnpacksToTooMuch_IsRefusedWhileUnpacking()
    {
        var bomb = Zip(("traces.json", new string(' ', 1_000_000)));
        Assert.True(bomb.Length < 10_000);
        var error = Assert.Throws<TraceFileException>(() => TraceFileReader.Read(bomb, new TraceFileLimits { Bytes = 100_000 }));
        Assert.Contains("too large", error.Message, StringComparison.Ordinal);
        using var large = new MemoryStream(new byte[200_000]);
        Assert.Throws<TraceFileException>(() => TraceFileReader.Read(large, new TraceFileLimits { Bytes = 100_000 }));
    }

    [Fact]
    public void Read_ArchiveOfTooManyEntries_IsRefused()
    {
        var zip = Zip([.. Enumerable.Range(0, 5).Select(n => ($"payloads/{n}.json", "[]"))]);
        var error = Assert.Throws<TraceFileException>(() => TraceFileReader.Read(zip, new TraceFileLimits { Entries = 4 }));
        Assert.Contains("5 entries; at most 4", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var output = new MemoryStream();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return output.ToArray();
    }
}
