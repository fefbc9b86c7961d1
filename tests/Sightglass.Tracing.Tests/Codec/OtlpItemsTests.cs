using System.Diagnostics;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Codec;

public sealed class OtlpItemsTests
{
    [Fact]
    public void Request_OfSpans_IsReadAsTheTraceTheyAreOf()
    {
        var trace = Recordings.Full();
        var items = trace.Spans.Select(span => (ReadOnlyMemory<byte>)OtlpItems.Span(trace.TraceId, span)).ToArray();

        var request = OtlpItems.Request(OtlpItems.Resource([new("service.name", AttributeValue.From("shop"))]), ("scope", "1"), items);

        var read = Assert.Single(OtlpTraces.Decode(request).Traces);
        Assert.Equal("shop", read.Origin.ServiceName);
        Assert.Equal(trace.TraceId, read.Trace.TraceId);
        Assert.Equal(trace.Spans.Select(Text), read.Trace.Spans.Select(Text));
    }

    [Fact]
    public void Request_OfLogRecords_IsReadAsLogs()
    {
        var record = new OtlpLogRecord
        {
            Time = 1_700_000_000_000_000_001,
            SeverityNumber = 17,
            SeverityText = "ERR",
            Body = "it broke",
            Attributes = [new("request.id", AttributeValue.From("r"))],
            Flags = 1,
            TraceId = Recordings.TraceId,
            SpanId = Recordings.RemoteParent,
        };
        var bare = record with { Flags = 0, TraceId = default, SpanId = default };

        var request = OtlpItems.Request(OtlpItems.Resource([]), ("scope", "1"), [OtlpItems.LogRecord(record), OtlpItems.LogRecord(bare)]);

        var entries = OtlpLogs.Decode(request).Entries.Select(envelope => envelope.Entry).ToArray();
        Assert.Equal(2, entries.Length);
        Assert.All(entries, entry => Assert.Equal((record.Time, LogSeverity.Error, "it broke"), (entry.Time, entry.Level, entry.Message)));
        Assert.Equal((Recordings.TraceId, Recordings.RemoteParent), (entries[0].TraceId, entries[0].SpanId));
        Assert.Equal(((ActivityTraceId?)null, (ActivitySpanId?)null), (entries[1].TraceId, entries[1].SpanId));
        Assert.Contains(entries[0].Attributes, attribute => attribute.Key == "request.id");
    }

    private static string Text(Span span) =>
        $"{span.SpanId} {span.ParentSpanId} {span.Name} {span.Kind} {span.StartTime} {span.EndTime} {span.Status} {string.Join(',', span.Attributes)} {span.Events.Length}";
}
