using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Sightglass.ControlPlane.Tests.Fakes;
using Sightglass.Tracing.Codec;

namespace Sightglass.ControlPlane.Tests.Debugger;

/// <summary>What a session captured, as it is listed, read, summed up, exported and uploaded again.</summary>
public sealed class TraceReadingTests : IAsyncLifetime
{
    private TestControlPlane _plane = null!;
    private FakeNode _node = null!;
    private Guid _id;

    public async ValueTask InitializeAsync()
    {
        _plane = await TestControlPlane.StartAsync();
        _node = await _plane.JoinAsync();
        _id = await _plane.CreateSessionAsync("""{"name":"x"}""");
        await _plane.WaitForStateAsync(_id, "in_progress");
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _plane.DisposeAsync();
    }

    private string Session => $"{_plane.Sessions}/{_id}";

    [Fact]
    public async Task Trace_Uploaded_IsReadWithItsSpans()
    {
        var trace = Traces.Create(method: "POST", path: "/orders/7", status: 503, totalNs: 1_234_567);
        await _node.UploadAsync(trace.For(_id));

        var (_, list) = await _plane.GetAsync($"{Session}/traces");
        var item = list!["data"]!.AsArray().Single()!;
        var (status, document) = await _plane.GetAsync($"{Session}/traces/{trace.RequestId}");
        var (_, spans) = await _plane.GetAsync($"{Session}/traces/{trace.RequestId}/spans");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((trace.RequestId, trace.TraceId.ToHexString()), ((string)item["request_id"]!, (string)item["trace_id"]!));
        Assert.Equal(("POST", "/orders/7", 503, 2), ((string)item["method"]!, (string)item["path"]!, (int)item["status_code"]!, (int)item["span_count"]!));
        Assert.Equal(1.234567, (double)item["duration_ms"]!, 9);
        Assert.Equal("kong", (string)document!["spans"]![0]!["name"]!);
        Assert.Null(document["spans"]![0]!["parent_span_id"]);
        Assert.Equal("server", (string)document["spans"]![0]!["kind"]!);
        Assert.Equal(503, (int)document["spans"]![0]!["attributes"]!["http.response.status_code"]!);
        Assert.Equal(trace.Root.StartTime.ToString(), (string)document["spans"]![0]!["start_time_unix_nano"]!);
        Assert.Equal("error", (string)document["spans"]![1]!["status"]!["code"]!);
        Assert.Equal(1_234_567, (long)document["latency"]!["total"]!);
        Assert.Equal(_node.Id.ToString().Length, ((string)document["node_id"]!).Length);
        Assert.True(JsonNode.DeepEquals(document["spans"], spans));
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.GetAsync($"{Session}/traces/{Guid.NewGuid():N}")).Status);
    }

    [Fact]
    public async Task LogsAndPayloads_OfASessionWithoutCapture_AreEmptyLists()
    {
        var trace = Traces.Create(method: "GET", path: "/orders", status: 200, totalNs: 1_000);
        await _node.UploadAsync(trace.For(_id));

        var (status, logs) = await _plane.GetAsync($"{Session}/logs?filter[level][eq]=error&filter[span_id][eq]=1&page[size]=5");
        var (_, ofTrace) = await _plane.GetAsync($"{Session}/traces/{trace.RequestId}/logs");
        var (_, payloads) = await _plane.GetAsync($"{Session}/traces/{trace.RequestId}/payloads");
        var (bad, why) = await _plane.GetAsync($"{Session}/logs?filter[level][eq]=loud");

        Assert.Equal((HttpStatusCode.OK, """{"data":[],"meta":{"page":{"size":5,"total":0}}}"""), (status, logs!.ToJsonString()));
        Assert.Equal(("[]", "[]"), (ofTrace!.ToJsonString(), payloads!.ToJsonString()));
        Assert.Equal((HttpStatusCode.BadRequest, "enum"), (bad, (string)why!["invalid_parameters"]![0]!["rule"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.GetAsync($"{Session}/traces/{Guid.NewGuid():N}/payloads")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.GetAsync($"{_plane.Sessions}/{Guid.NewGuid()}/logs")).Status);
    }

    [Fact]
    public async Task Traces_Filters_KeepWhatMatchesAndDropTheRest()
    {
        await _node.UploadAsync(
            Traces.Create("a", "GET", "/orders", 200, 1_000_000).For(_id),
            Traces.Create("b", "POST", "/orders", 503, 20_000_000).For(_id),
            Traces.Create("c", "GET", "/users/1", 404, 300_000_000).For(_id));

        async Task<string> Ids(string query)
        {
            var (status, body) = await _plane.GetAsync($"{Session}/traces?{query}");
            Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
            return string.Concat(body!["data"]!.AsArray().Select(item => (string)item!["request_id"]!));
        }

        Assert.Equal("cba", await Ids(""));
        Assert.Equal("b", await Ids("filter[status_code][eq]=503"));
        Assert.Equal("b", await Ids("filter[status_code][eq]=5xx"));
        Assert.Equal("cb", await Ids("filter[status_code][gte]=400"));
        Assert.Equal("a", await Ids("filter[status_code][lte]=399"));
        Assert.Equal("ca", await Ids("filter[method][eq]=get"));
        Assert.Equal("ba", await Ids("filter[path][eq]=/orders"));
        Assert.Equal("c", await Ids("filter[path][contains]=users"));
        Assert.Equal("cb", await Ids("filter[duration_ms][gte]=20"));
        Assert.Equal("ba", await Ids("filter[duration_ms][lte]=20"));
        Assert.Equal("", await Ids("filter[duration_ms][lte]=20&filter[path][contains]=users"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _plane.GetAsync($"{Session}/traces?filter[status_code][eq]=many")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _plane.GetAsync($"{Session}/traces?filter[stat]=1")).Status);
    }

    [Fact]
    public async Task Traces_Pages_StayStableWhileTracesArrive()
    {
        var start = 1_800_000_000_000_000_000L;
        for (var i = 0; i < 5; i++)
        {
            await _node.UploadAsync(Traces.Create($"t{i}", startNs: start + i).For(_id));
        }

        var (_, first) = await _plane.GetAsync($"{Session}/traces?page[size]=2");
        await _node.UploadAsync(Traces.Create("t9", startNs: start + 9).For(_id));
        var (_, second) = await _plane.GetAsync($"{Session}/traces?page[size]=2&page[after]={(string)first!["meta"]!["page"]!["next"]!}");
        var (_, back) = await _plane.GetAsync($"{Session}/traces?page[size]=2&page[before]={(string)second!["meta"]!["page"]!["previous"]!}");
        var (_, newest) = await _plane.GetAsync($"{Session}/traces?page[size]=2&page[before]={(string)back!["meta"]!["page"]!["previous"]!}");

        string Ids(JsonNode? page) => string.Join(",", page!["data"]!.AsArray().Select(item => (string)item!["request_id"]!));
        Assert.Equal(("t4,t3", "t2,t1", "t4,t3", "t9"), (Ids(first), Ids(second), Ids(back), Ids(newest)));
        Assert.Equal(6, (int)second["meta"]!["page"]!["total"]!);
    }

    [Fact]
    public async Task Summary_CountsAndPercentiles_AreOfTheTraces()
    {
        for (var i = 1; i <= 10; i++)
        {
            await _node.UploadAsync(Traces.Create(status: i == 10 ? 503 : 200, totalNs: i * 1_000_000).For(_id));
        }

        var (_, summary) = await _plane.GetAsync($"{Session}/summary");

        Assert.Equal(10, (int)summary!["trace_count"]!);
        Assert.Equal(
            [(200, 9), (503, 1)],
            summary["status_codes"]!.AsArray().Select(item => ((int)item!["status_code"]!, (int)item["count"]!)));
        var total = summary["latency"]!["total"]!;
        Assert.Equal(
            (5_000_000L, 9_000_000L, 10_000_000L, 10_000_000L, 10_000_000L),
            ((long)total["p50"]!, (long)total["p90"]!, (long)total["p95"]!, (long)total["p99"]!, (long)total["max"]!));
        Assert.Equal("kong", (string)summary["spans"]![0]!["name"]!);
        var plugin = summary["plugins"]!.AsArray().Single()!;
        Assert.Equal(("key-auth", 10, 1), ((string)plugin["name"]!, (int)plugin["count"]!, (int)plugin["error_count"]!));
    }

    [Fact]
    public async Task Export_JsonAndZip_OpenAgainByUpload()
    {
        var trace = Traces.Create(path: "/exported");
        await _node.UploadAsync(trace.For(_id));

        var json = await _plane.Client.GetByteArrayAsync($"{Session}/export");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Session}/export");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/zip"));
        using var response = await _plane.Client.SendAsync(request);
        var zip = await response.Content.ReadAsByteArrayAsync();
        using var archive = new ZipArchive(new MemoryStream(zip));
        var audit = await _plane.Storage.Audit.ListAsync(20, CancellationToken.None);

        Assert.Equal(trace.RequestId, OtlpTraces.DecodeJson(json).Traces.Single().Trace.RequestId);
        Assert.Equal(["logs.json", "session.json", "traces.json"], archive.Entries.Select(entry => entry.FullName).Order());
        Assert.Contains($"debug-session-{_id}.zip", response.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, audit.Count(record => record.Action == "debug-session.export"));
        foreach (var (bytes, name) in new[] { (json, "t.json"), (zip, "t.zip") })
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", name } };
            using var uploaded = await _plane.Client.PostAsync("/v2/debug-traces/upload", form);
            var body = JsonNode.Parse(await uploaded.Content.ReadAsStringAsync())!;
            Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
            Assert.Equal("/exported", (string)body["traces"]![0]!["path"]!);
            var (status, document) = await _plane.GetAsync($"{uploaded.Headers.Location!.OriginalString}/traces/{trace.RequestId}");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(trace.Spans[1].SpanId.ToHexString(), (string)document!["spans"]![1]!["span_id"]!);
        }
    }

    [Theory]
    [InlineData("t.txt", "{}", 415)]
    [InlineData("t.json", "not json", 400)]
    [InlineData("t.json", "{}", 400)]
    [InlineData("t.zip", "PK broken", 400)]
    public async Task Upload_NoTraceFile_IsRefused(string name, string content, int expected)
    {
        using var form = new MultipartFormDataContent { { new StringContent(content), "file", name } };

        using var response = await _plane.Client.PostAsync("/v2/debug-traces/upload", form);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task Upload_OfAnotherUser_Is404()
    {
        using var content = new ByteArrayContent(OtlpTraces.EncodeJson([Traces.Create().For()]));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var uploaded = await _plane.Client.PostAsync("/v2/debug-traces/upload", content);
        using var other = await _plane.ClientOfRoleAsync(ControlPlane.Identity.Roles.OrganizationAdmin);

        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _plane.GetAsync(uploaded.Headers.Location!.OriginalString)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.SendAsync(HttpMethod.Get, uploaded.Headers.Location.OriginalString, client: other)).Status);
    }

    [Fact]
    public async Task AtRest_WhatWasCaptured_IsNotInAnyFile()
    {
        var mark = $"/secret-{Guid.NewGuid():N}";
        await _node.UploadAsync(Traces.Create(path: mark).For(_id));
        var readable = (string)(await _plane.GetAsync($"{Session}/traces")).Body!["data"]![0]!["path"]!;

        Assert.Equal(mark, readable);
        foreach (var file in Directory.GetFiles(_plane.DataDirectory, "sightglass.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(mark)));
        }
    }
}
