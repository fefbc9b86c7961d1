using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sightglass.Tracing.Json;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Json;

public sealed class TraceDocumentTests
{
    [Fact]
    public void Serialize_Item_HasTheMembersOfTheApi()
    {
        var item = TraceItem.From(Recordings.Full(), logCount: 7, hasPayload: true);
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(item, TraceJson.Default.TraceItem));
        Assert.Equal(
            $$"""
            request_id={{Recordings.RequestId}}
            trace_id=4bf92f3577b34da6a3ce929d0e0e4736
            root_span_id={{item.RootSpanId}}
            started_at=2023-11-14T22:13:20.000000Z
            duration_ms=0.1
            method=GET
            path=/orders/7
            status_code=200
            upstream_status_code=200
            route_id={{Recordings.RouteId}}
            service_id=
            consumer_id=
            span_count=21
            log_count=7
            has_payload=True
            """,
            string.Join('\n', json.RootElement.EnumerateObject().Select(member => $"{member.Name}={member.Value}")));
    }

    [Fact]
    public void Serialize_Document_IsTheItemWithLatencyAndSpans()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(TraceDocument.From(Recordings.Full()), TraceJson.Default.TraceDocument));
        var root = json.RootElement;
        Assert.Equal("request_id", root.EnumerateObject().First().Name);
        Assert.Equal(["node_id", "dropped_spans", "latency", "spans"], root.EnumerateObject().TakeLast(4).Select(member => member.Name));
        Assert.Equal(
            """{"total":100000,"internal":15000,"upstream":70500,"client":9500,"third_party":{"total":5000,"dns":1500,"http_client":0,"redis":3500,"tcpsock":0}}""",
            root.GetProperty("latency").GetRawText());
        var first = root.GetProperty("spans")[0];
        Assert.Equal("00f067aa0ba902b7", first.GetProperty("parent_span_id").GetString());
        Assert.Equal(("server", "1700000000000000000", "1700000000000100000"), (Text("kind"), Text("start_time_unix_nano"), Text("end_time_unix_nano")));
        Assert.Equal("""{"code":"unset","message":null}""", first.GetProperty("status").GetRawText());
        var attributes = first.GetProperty("attributes");
        Assert.Equal(JsonValueKind.Number, attributes.GetProperty("client.port").ValueKind);
        Assert.Equal(JsonValueKind.True, attributes.GetProperty("proxy.kong.client_KA").ValueKind);
        Assert.Equal(JsonValueKind.String, attributes.GetProperty("url.full").ValueKind);

        string? Text(string name) => first.GetProperty(name).GetString();
    }

    [Fact]
    public void Serialize_FailedAttempt_HasItsEventAndStatus()
    {
        var attempt = TraceDocument.From(Recordings.Full()).Spans.First(span => span.Name == "kong.upstream.find_upstream");
        var spans = JsonSerializer.Serialize([attempt], TraceJson.Default.SpanDocumentArray);
        Assert.Contains("""[{"name":"connect refused","time_unix_nano":"1700000000000014490","attributes":{"network.peer.port":9000}}]""", spans, StringComparison.Ordinal);
        Assert.Contains("""{"code":"error","message":"Connection refused."}""", spans, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_RootWithoutRemoteParent_HasNull()
    {
        var json = JsonSerializer.Serialize(TraceDocument.From(SmallTraces.NoRoute()), TraceJson.Default.TraceDocument);
        Assert.Contains("\"parent_span_id\":null,\"name\":\"kong\"", json, StringComparison.Ordinal);
        Assert.Contains("\"upstream_status_code\":null", json, StringComparison.Ordinal);
    }

    [Fact]
    public void ToTrace_AnyTrace_RoundTrips() => Prop.ForAll(Arb.From(Generators.Traces), trace =>
    {
        var finite = trace with { Spans = [.. trace.Spans.Select(Finite)] };
        var json = JsonSerializer.Serialize(TraceDocument.From(finite), TraceJson.Default.TraceDocument);
        var back = JsonSerializer.Deserialize(json, TraceJson.Default.TraceDocument)!.ToTrace();
        Assert.Equal(TraceText.Of(finite), TraceText.Of(back));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("http://api.example", "/")]
    [InlineData("http://api.example/", "/")]
    [InlineData("https://[::1]:8443/a%2Fb/../c", "/a%2Fb/../c")]
    [InlineData("*", "*")]
    public void From_UrlOfAnyShape_GivesItsPath(string url, string path)
    {
        var trace = Recordings.Full().With("kong", root => root.With(Tracing.Catalogue.AttributeKeys.UrlFull, AttributeValue.From(url)));
        Assert.Equal(path, TraceItem.From(trace).Path);
    }

    [Theory]
    [InlineData("\"trace_id\":\"4bf9", "\"trace_id\":\"xxxx", "trace_id: expected 32 hexadecimal digits")]
    [InlineData("\"parent_span_id\":\"00f067aa0ba902b7\"", "\"parent_span_id\":\"0000000000000000\"", "spans[0].parent_span_id: expected 16 hexadecimal digits, not all zeros")]
    [InlineData("\"kind\":\"server\"", "\"kind\":\"SERVER\"", "spans[0].kind: expected a span kind, got 'SERVER'")]
    [InlineData("\"code\":\"error\"", "\"code\":\"bad\"", "status.code: expected unset, ok or error")]
    [InlineData("\"end_time_unix_nano\":\"1700000000000100000\"", "\"end_time_unix_nano\":\"-1\"", "spans[0].end_time_unix_nano: expected Unix nanoseconds")]
    public void ToTrace_BadMember_SaysWhich(string good, string bad, string expected)
    {
        var json = JsonSerializer.Serialize(TraceDocument.From(Recordings.Full()), TraceJson.Default.TraceDocument);
        Assert.Contains(good, json, StringComparison.Ordinal);
        var document = JsonSerializer.Deserialize(json.Replace(good, bad, StringComparison.Ordinal), TraceJson.Default.TraceDocument)!;
        Assert.Contains(expected, Assert.Throws<FormatException>(document.ToTrace).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_LogEntry_HasTheMembersOfTheApi()
    {
        Assert.Equal(
            """{"timestamp":"1700000000000000123","level":"notice","type":"plugin","source":"key-auth","message":"Consumer not found.","request_id":"680ed2c45c18562ab4448d54c6f962ff","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","attributes":{"consumer":"anonymous","tries":3}}""",
            JsonSerializer.Serialize(LogItem.From(Envelopes.Log().Entry), TraceJson.Default.LogItem));
    }

    /// <summary>JSON has no numbers for these; they are written as text.</summary>
    private static Span Finite(Span span) => span with
    {
        Attributes = [.. span.Attributes.Where(IsFinite)],
        Events = [.. span.Events.Select(happened => happened with { Attributes = [.. happened.Attributes.Where(IsFinite)] })],
    };

    private static bool IsFinite(KeyValuePair<string, AttributeValue> attribute) =>
        attribute.Value.Type != Tracing.Catalogue.AttributeType.Double || double.IsFinite(attribute.Value.AsDouble);
}
