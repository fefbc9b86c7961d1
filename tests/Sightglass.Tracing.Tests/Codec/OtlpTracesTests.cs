using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Codec;

public sealed class OtlpTracesTests
{
    [Fact]
    public void Decode_EncodedTrace_IsTheSame()
    {
        var envelope = Envelopes.Full();
        var batch = OtlpTraces.Decode(OtlpTraces.Encode([envelope]));
        Assert.Equal(TraceText.Of(envelope), TraceText.Of(Assert.Single(batch.Traces)));
        Assert.Equal((0, null), (batch.RejectedSpans, batch.RejectionReason));
        Assert.Equal(["session-a", "session-b"], batch.Traces[0].Origin.SessionIds);
        Assert.Equal(15_000, batch.Traces[0].Trace.Latency.Internal);
    }

    [Fact]
    public void DecodeJson_EncodedTrace_IsTheSame()
    {
        var envelope = Envelopes.Full();
        foreach (var indented in new[] { false, true })
        {
            var batch = OtlpTraces.DecodeJson(OtlpTraces.EncodeJson([envelope], indented));
            Assert.Equal(TraceText.Of(envelope), TraceText.Of(Assert.Single(batch.Traces)));
        }
    }

    [Fact]
    public void Decode_AnyTraces_RoundTrip() =>
        Prop.ForAll(Arb.From(Gen.ListOf(Generators.Envelopes)), envelopes =>
            Same(envelopes, OtlpTraces.Decode(OtlpTraces.Encode(envelopes)))).QuickCheckThrowOnFailure();

    [Fact]
    public void DecodeJson_AnyTraces_RoundTrip() =>
        Prop.ForAll(Arb.From(Gen.ListOf(Generators.Envelopes)), envelopes =>
            Same(envelopes, OtlpTraces.DecodeJson(OtlpTraces.EncodeJson(envelopes)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Encode_TracesOfSeveralOrigins_HasOneResourceForEach()
    {
        var other = Envelopes.Origin with { SessionIds = ["session-a"] };
        var json = Encoding.UTF8.GetString(OtlpTraces.EncodeJson([
            Envelopes.Full("a1"),
            Envelopes.Full("a2", other),
            Envelopes.Full("a3"),
        ]));
        Assert.Equal(3, json.Split("\"resource\":").Length);
        Assert.Contains("""{"key":"sightglass.session.ids","value":{"arrayValue":{"values":[{"stringValue":"session-a"},{"stringValue":"session-b"}]}}}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"key":"service.name","value":{"stringValue":"kong"}}""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_TwoRequestsOfOneTraceId_AreTwoTraces()
    {
        var batch = OtlpTraces.Decode(OtlpTraces.Encode([Envelopes.Full("request-1"), Envelopes.Full("request-2")]));
        Assert.Equal(["request-1", "request-2"], batch.Traces.Select(envelope => envelope.Trace.RequestId));
        Assert.Equal(batch.Traces[0].Trace.TraceId, batch.Traces[1].Trace.TraceId);
        Assert.Equal(batch.Traces[0].Trace.Spans.Length, batch.Traces[1].Trace.Spans.Length);
    }

    [Fact]
    public void EncodeJson_Trace_WritesIdsInHexAndLongNumbersAsStrings()
    {
        var json = Encoding.UTF8.GetString(OtlpTraces.EncodeJson([Envelopes.Full()]));
        Assert.Contains("\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\"", json, StringComparison.Ordinal);
        Assert.Contains("\"parentSpanId\":\"00f067aa0ba902b7\"", json, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"kong\",\"kind\":2,\"startTimeUnixNano\":\"1700000000000000000\"", json, StringComparison.Ordinal);
        Assert.Contains("""{"key":"http.response.status_code","value":{"intValue":"200"}}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"code":2,"message":"Connection refused."}""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_ToAWriter_WritesTheSameBytes()
    {
        var envelope = Envelopes.Full();
        var output = new ArrayBufferWriter<byte>();
        OtlpTraces.Encode([envelope], output);
        Assert.Equal(OtlpTraces.Encode([envelope]), output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Encode_SmallTrace_IsThisProtobuf()
    {
        var trace = Recordings.Full();
        var root = trace.Root with { Attributes = [new("n", Tracing.Model.AttributeValue.From(300))], StartTime = 1, EndTime = 2, ParentSpanId = null };
        var origin = new TelemetryOrigin { ServiceName = "s" };
        var bytes = OtlpTraces.Encode([new TraceEnvelope(trace with { Spans = [root] }, origin)]);
        var span = "0A10" + trace.TraceId.ToHexString() + "1208" + root.SpanId.ToHexString()
            + "2A046B6F6E67" + "3002" + "390100000000000000" + "410200000000000000"
            + "4A08" + "0A016E" + "1203" + "18AC02";
        var expected = "0A15" + "0A13" + "0A0C" + "736572766963652E6E616D65" + "1203" + "0A0173";
        Assert.Contains(expected, Convert.ToHexString(bytes), StringComparison.Ordinal);
        Assert.EndsWith(span.ToUpperInvariant(), Convert.ToHexString(bytes), StringComparison.Ordinal);
    }

    private static bool Same(IReadOnlyCollection<TraceEnvelope> sent, OtlpTraceBatch received)
    {
        // The same request may have been made twice by chance; then its spans are duplicates.
        if (sent.Select(envelope => envelope.Trace.RequestId).Distinct().Count() != sent.Count)
        {
            return true;
        }

        Assert.Equal(0, received.RejectedSpans);
        Assert.Equal(
            sent.Select(TraceText.Of).Order(StringComparer.Ordinal),
            received.Traces.Select(TraceText.Of).Order(StringComparer.Ordinal));
        return true;
    }
}
