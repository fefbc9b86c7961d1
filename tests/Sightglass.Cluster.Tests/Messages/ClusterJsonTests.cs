using System.Text.Json;
using Sightglass.Cluster.Messages;

namespace Sightglass.Cluster.Tests.Messages;

public sealed class ClusterJsonTests
{
    [Fact]
    public void SessionSpec_OnlyRequiredMembers_HasDefaults()
    {
        var spec = JsonSerializer.Deserialize(
            """{"id":"6f2c1ba0-6b0c-4b1e-9a51-2b9b3d1e0a11","ends_in_ms":300000,"trace_share":200}""",
            ClusterJson.Default.SessionSpec)!;

        Assert.Equal(300_000, spec.EndsInMs);
        Assert.Equal(200, spec.TraceShare);
        Assert.Equal(1.0, spec.Rate);
        Assert.Null(spec.Expression);
        Assert.False(spec.RouteIds.IsDefault);
        Assert.Empty(spec.RouteIds);
        Assert.False(spec.Capture.Payload.Enabled);
        Assert.Equal("debug", spec.Capture.Logs.Level);
        Assert.Empty(spec.MaskingRules.Body);
    }

    [Fact]
    public void SessionSpec_AllMembers_RoundTrips()
    {
        var spec = new SessionSpec
        {
            Id = Guid.NewGuid(),
            RouteIds = [Guid.NewGuid()],
            ServiceIds = [Guid.NewGuid(), Guid.NewGuid()],
            Expression = "http.method == GET",
            Rate = 0.25,
            EndsInMs = 12_345,
            TraceShare = 7,
            Capture = new CaptureSpec { Payload = new PayloadCapture { Headers = true, Points = ["client"] } },
            MaskingRules = new MaskingRules { Headers = ["x-secret"], Body = [new BodyMaskingRule { Type = "jsonpath", Value = "$.pin" }] },
        };

        var json = JsonSerializer.Serialize(spec, ClusterJson.Default.SessionSpec);
        var back = JsonSerializer.Deserialize(json, ClusterJson.Default.SessionSpec)!;

        Assert.Contains("\"route_ids\":[", json, StringComparison.Ordinal);
        Assert.Contains("\"max_body_bytes\":65536", json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(back, ClusterJson.Default.SessionSpec));
        Assert.Equal("jsonpath", back.MaskingRules.Body[0].Type);
        Assert.Equal("both", back.MaskingRules.Body[0].Target);
    }

    [Theory]
    [InlineData("""{"hostname":"h","version":"1","config_hash":"0"}""")]
    [InlineData("""{"node_id":"nope","hostname":"h","version":"1","config_hash":"0"}""")]
    [InlineData("""{"node_id":"6f2c1ba0-6b0c-4b1e-9a51-2b9b3d1e0a11","hostname":null,"version":"1","config_hash":"0"}""")]
    public void HelloParams_MissingOrWrongMember_IsRefused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ClusterJson.Default.HelloParams));

    [Fact]
    public void HelloParams_UnknownMember_IsSkipped()
    {
        var hello = JsonSerializer.Deserialize(
            """{"node_id":"6f2c1ba0-6b0c-4b1e-9a51-2b9b3d1e0a11","hostname":"h","version":"9","config_hash":"0","moon":"full"}""",
            ClusterJson.Default.HelloParams)!;

        Assert.Equal("9", hello.Version);
        Assert.Empty(hello.Capabilities);
    }

    [Fact]
    public void ConfigUpdateParams_Delta_KeepsEntities()
    {
        var update = JsonSerializer.Deserialize(
            """{"hash":"a","base_hash":"b","changes":[{"collection":"services","id":"6f2c1ba0-6b0c-4b1e-9a51-2b9b3d1e0a11","entity":{"name":"x"}}]}""",
            ClusterJson.Default.ConfigUpdateParams)!;

        Assert.Null(update.Config);
        Assert.Equal("x", update.Changes!.Value[0].Entity!.Value.GetProperty("name").GetString());
    }
}
