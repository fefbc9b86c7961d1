using System.Text;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Tests.Codec;

/// <summary>What other clients send, good and bad.</summary>
public sealed class ForeignTracesTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public void DecodeJson_SpansOfSeveralServices_AreOneTraceNamedByItsTraceId()
    {
        var batch = Decode($$$"""
            {"resourceSpans":[
              {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"host.name","value":{"stringValue":"host-1"}}]},
               "scopeSpans":[{"spans":[{{{Span("b7ad6b7169203332", "b7ad6b7169203331", "query", 5, 8)}}}]}]},
              {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"front"}},{"key":"service.instance.id","value":{"stringValue":"i-7"}}]},
               "scopeSpans":[{"spans":[{{{Span("b7ad6b7169203331", "", "GET /", 1, 9)}}}]}]}]}
            """);
        var envelope = Assert.Single(batch.Traces);
        Assert.Equal(TraceId, envelope.Trace.RequestId);
        Assert.Equal(["GET /", "query"], envelope.Trace.Spans.Select(span => span.Name));
        Assert.Equal(("front", "i-7"), (envelope.Origin.ServiceName, envelope.Trace.NodeId));
        Assert.Equal(new LatencyBreakdown(8, 8, 0, 0, 0, 0, 0, 0, 0), envelope.Trace.Latency);
    }

    [Fact]
    public void DecodeJson_GatewayInsideAForeignTrace_IsATraceOfItsOwn()
    {
        var batch = Decode(Message(
            Span("0000000000000001", "", "client", 1, 20),
            Span("0000000000000002", "0000000000000001", "kong", 2, 18, """{"key":"proxy.kong.request.id","value":{"stringValue":"abc-1"}}"""),
            Span("0000000000000003", "0000000000000002", "kong.router", 3, 4),
            Span("0000000000000004", "0000000000000001", "render", 19, 20)));
        Assert.Equal([TraceId, "abc-1"], batch.Traces.Select(envelope => envelope.Trace.RequestId));
        Assert.Equal(["client", "render"], batch.Traces[0].Trace.Spans.Select(span => span.Name));
        Assert.Equal(["kong", "kong.router"], batch.Traces[1].Trace.Spans.Select(span => span.Name));
        Assert.Equal("0000000000000001", batch.Traces[1].Trace.Root.ParentSpanId?.ToHexString());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("a/b")]
    public void DecodeJson_RequestIdUnfitForAPath_IsNotUsed(string id)
    {
        var batch = Decode(Message(Span("0000000000000001", "", "kong", 1, 2, $$$"""{"key":"kong.request.id","value":{"stringValue":"{{{id}}}"}}""")));
        Assert.Equal(TraceId, Assert.Single(batch.Traces).Trace.RequestId);
    }

    [Fact]
    public void DecodeJson_ChildBeforeParentByItsClock_StillComesAfterIt()
    {
        var batch = Decode(Message(
            Span("0000000000000002", "0000000000000001", "child", 5, 6),
            Span("0000000000000001", "", "root", 9, 8),
            Span("0000000000000003", "0000000000000009", "orphan", 1, 2)));
        var trace = Assert.Single(batch.Traces).Trace;
        Assert.Equal(["root", "orphan", "child"], trace.Spans.Select(span => span.Name));
        Assert.Equal(0, trace.Root.Duration);
    }

    [Fact]
    public void DecodeJson_ValuesOfEveryKind_BecomeTheFourTypes()
    {
        const string attributes = """
            {"key":"s","value":{"stringValue":"x"}},
            {"key":"i","value":{"intValue":"-5"}},
            {"key":"n","value":{"int_value":7}},
            {"key":"b","value":{"boolValue":true}},
            {"key":"d","value":{"doubleValue":2}},
            {"key":"nan","value":{"doubleValue":"NaN"}},
            {"key":"a","value":{"arrayValue":{"values":[{"stringValue":"é"},{"intValue":"1"},{"boolValue":false},{"doubleValue":1},{"arrayValue":{}},{}]}}},
            {"key":"m","value":{"kvlistValue":{"values":[{"key":"k","value":{"stringValue":"v"}},{"key":"z"}]}}},
            {"key":"y","value":{"bytesValue":"AQID"}},
            {"key":"e","value":{}},
            {"key":"u"},
            {"key":"s","value":{"stringValue":"again"}}
            """;
        var span = Decode(Message(Span("0000000000000001", "", "x", 1, 2, attributes))).Traces[0].Trace.Root;
        Assert.Equal(
            [
                "s String again", "i Int -5", "n Int 7", "b Bool true", "d Double 2", "nan Double NaN",
                """a String ["é",1,false,1.0,[],null]""", """m String {"k":"v","z":null}""", "y String AQID", "e String ", "u String ",
            ],
            span.Attributes.Select(attribute => $"{attribute.Key} {attribute.Value.Type} {attribute.Value}"));
    }

    [Fact]
    public void DecodeJson_NamesInsteadOfNumbersAndSnakeCase_AreUnderstood()
    {
        var batch = Decode($$"""
            {"resource_spans":[{"scope_spans":[{"spans":[{
              "trace_id":"{{TraceId.ToUpperInvariant()}}","span_id":"00000000000000AB","name":"x","kind":"SPAN_KIND_CONSUMER",
              "start_time_unix_nano":1,"end_time_unix_nano":"2","status":{"code":"STATUS_CODE_ERROR"},"unknown":[1,{}]}]}]}]}
            """);
        var root = Assert.Single(batch.Traces).Trace.Root;
        Assert.Equal((SpanKind.Consumer, SpanStatus.Error, "00000000000000ab"), (root.Kind, root.Status, root.SpanId.ToHexString()));
    }

    [Fact]
    public void DecodeJson_SeveralMessagesOneAfterTheOther_AreAllRead()
    {
        var lines = "\uFEFF" + Message(Span("0000000000000001", "", "a", 1, 2)) + "\n" + Message(Span("0000000000000002", "0000000000000001", "b", 1, 2)) + "\n";
        Assert.Equal(2, Assert.Single(Decode(lines).Traces).Trace.Spans.Length);
    }

    [Theory]
    [InlineData("00000000000000000000000000000000", "0000000000000001", "", "trace id is all zeros")]
    [InlineData(TraceId, "0000000000000000", "", "span id is all zeros")]
    [InlineData(TraceId, "", "", "span id is all zeros or missing")]
    [InlineData(TraceId, "0000000000000001", "0000000000000001", "its own parent")]
    public void DecodeJson_SpanWithoutAUsableId_IsRejectedAndTheRestTaken(string traceId, string spanId, string parent, string reason)
    {
        var bad = Span(spanId, parent, "bad", 1, 2).Replace(TraceId, traceId, StringComparison.Ordinal);
        var batch = Decode(Message(bad, Span("00000000000000ff", "", "good", 1, 2)));
        Assert.Equal("good", Assert.Single(batch.Traces).Trace.Root.Name);
        Assert.Equal(1, batch.RejectedSpans);
        Assert.Contains(reason, batch.RejectionReason, StringComparison.Ordinal);
    }

    [Fact]
    public void DecodeJson_CircleAndDuplicate_AreRejectedAndTheRestTaken()
    {
        var batch = Decode(Message(
            Span("0000000000000001", "0000000000000002", "a", 1, 2),
            Span("0000000000000002", "0000000000000001", "b", 1, 2),
            Span("0000000000000003", "", "good", 1, 2),
            Span("0000000000000003", "", "twice", 1, 2)));
        Assert.Equal("good", Assert.Single(batch.Traces).Trace.Root.Name);
        Assert.Equal(3, batch.RejectedSpans);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("[]", "$: expected an object, got an array")]
    [InlineData("{\"resourceSpans\":", "Malformed JSON in line 1")]
    [InlineData("{\"resourceSpans\":{}}", "$.resourceSpans: expected an array, got an object")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{},5]}]}]}", "$.resourceSpans[0].scopeSpans[0].spans[1]: expected an object, got a number")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xyz\"}]}]}]}", "spans[0].traceId: expected 32 hexadecimal digits, got 'xyz'")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"spanId\":7}]}]}]}", "spans[0].spanId: expected a string, got a number")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":-1}]}]}]}", "startTimeUnixNano: expected a whole number")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"attributes\":[{\"key\":\"a\",\"value\":{\"intValue\":\"1.5\"}}]}]}]}]}", "attributes[0].value.intValue: expected a whole number")]
    public void DecodeJson_Malformed_SaysWhereAndWhatWasExpected(string json, string expected)
    {
        var error = Assert.Throws<OtlpFormatException>(() => Decode(json));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DecodeJson_MoreThanTheLimits_IsCountedOrRefused()
    {
        var attributes = string.Join(',', Enumerable.Range(0, 40).Select(n => $$$"""{"key":"k{{{n}}}","value":{"stringValue":"{{{new string('x', 30)}}}"}}"""));
        var limits = new OtlpLimits { Attributes = 30, TextLength = 20, Items = 1 };
        var root = OtlpTraces.DecodeJson(Encoding.UTF8.GetBytes(Message(Span("0000000000000001", "", "a", 1, 2, attributes))), limits).Traces[0].Trace.Root;
        Assert.Equal((30, 10), (root.Attributes.Length, root.DroppedAttributes));
        Assert.All(root.Attributes, attribute => Assert.Equal(new string('x', 19) + "…", attribute.Value.AsString));
        var two = Encoding.UTF8.GetBytes(Message(Span("0000000000000001", "", "a", 1, 2), Span("0000000000000002", "", "b", 1, 2)));
        var error = Assert.Throws<OtlpFormatException>(() => OtlpTraces.DecodeJson(two, limits));
        Assert.Contains("more than 1 spans", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DecodeJson_ValuesNestedTooDeep_IsRefused()
    {
        var value = string.Concat(Enumerable.Repeat("""{"arrayValue":{"values":[""", 17)) + "{}" + string.Concat(Enumerable.Repeat("]}}", 17));
        var error = Assert.Throws<OtlpFormatException>(() =>
            Decode(Message(Span("0000000000000001", "", "a", 1, 2, "{\"key\":\"a\",\"value\":" + value + "}"))));
        Assert.Contains("deep", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void TryGet_NewerSpelling_IsFoundByTheKey()
    {
        var root = Decode(Message(Span("0000000000000001", "", "kong", 1, 2, """{"key":"proxy.kong.upstream.status_code","value":{"intValue":"503"}}"""))).Traces[0].Trace.Root;
        Assert.True(root.TryGet(AttributeKeys.ProxyKongUpstreamStatusCode, out var status));
        Assert.Equal(503, status.AsInt);
        Assert.False(root.TryGet(AttributeKeys.ProxyKongRouteId, out _));
    }

    private static OtlpTraceBatch Decode(string json) => OtlpTraces.DecodeJson(Encoding.UTF8.GetBytes(json));

    private static string Message(params string[] spans) =>
        $$"""{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{"name":"x"},"spans":[{{string.Join(',', spans)}}]}]}],"other":null}""";

    private static string Span(string id, string parent, string name, long start, long end, string attributes = "") =>
        $$$"""{"traceId":"{{{TraceId}}}","spanId":"{{{id}}}","parentSpanId":"{{{parent}}}","name":"{{{name}}}","kind":1,"startTimeUnixNano":"{{{start}}}","endTimeUnixNano":"{{{end}}}","attributes":[{{{attributes}}}],"status":{}}""";
}
