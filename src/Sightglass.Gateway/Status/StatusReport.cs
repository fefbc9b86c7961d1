using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Hosting;

namespace Sightglass.Gateway.Status;

/// <summary>What <c>GET /status</c> says: the server's counters, memory, and the hash of the configuration in force.</summary>
internal static class StatusReport
{
    public static async Task WriteAsync(HttpContext context, GatewayHost host, string version)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        var metrics = host.Metrics;
        json.WriteStartObject();
        json.WriteString("version"u8, version);
        json.WriteString("configuration_hash"u8, host.Configuration.Hash);
        json.WriteStartObject("server"u8);
        json.WriteNumber("connections_active"u8, metrics.ConnectionsActive);
        json.WriteNumber("connections_accepted"u8, metrics.ConnectionsAccepted);
        json.WriteNumber("connections_handled"u8, metrics.ConnectionsAccepted);
        json.WriteNumber("total_requests"u8, metrics.Requests);
        json.WriteEndObject();
        json.WriteStartObject("memory"u8);
        json.WriteNumber("heap_bytes"u8, GC.GetTotalMemory(forceFullCollection: false));
        json.WriteNumber("allocated_bytes"u8, GC.GetTotalAllocatedBytes());
        json.WriteNumber("working_set_bytes"u8, Environment.WorkingSet);
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}

/// <summary>An answer of one sentence.</summary>
internal sealed record StatusMessage([property: JsonPropertyName("message")] string Message);

[JsonSerializable(typeof(StatusMessage))]
internal sealed partial class StatusJson : JsonSerializerContext;
