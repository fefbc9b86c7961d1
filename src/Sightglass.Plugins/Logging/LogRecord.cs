using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Logging;

/// <summary>Writes the common log record of a request (gateway.md 5): one JSON object on one line.</summary>
internal static class LogRecord
{
    private const string Redacted = "REDACTED";

    /// <summary>Writes the record without a line end. To be used in the log phase.</summary>
    public static void Write(PluginContext context, IBufferWriter<byte> output)
    {
        if (context.LogFields.Count == 0)
        {
            using var writer = new Utf8JsonWriter(output, PluginJson.WriterOptions);
            Write(context, writer);
            return;
        }

        var record = ToJson(context);
        using var changed = new Utf8JsonWriter(output, PluginJson.WriterOptions);
        record.WriteTo(changed, PluginJson.Options);
    }

    /// <summary>The record as a tree, with the fields that plugins added.</summary>
    public static JsonObject ToJson(PluginContext context)
    {
        var plain = new ArrayBufferWriter<byte>(2_048);
        using (var writer = new Utf8JsonWriter(plain, PluginJson.WriterOptions))
        {
            Write(context, writer);
        }

        var record = JsonNode.Parse(plain.WrittenSpan)!.AsObject();
        LogFieldApplication.Apply(record, context.LogFields);
        return record;
    }

    private static void Write(PluginContext context, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteRequest(context, writer);
        WriteResponse(context, writer);
        WriteUpstream(context, writer);
        WriteLatencies(context.Timings, writer);
        if (context.Route is not null)
        {
            WriteTries(context.Tries, writer);
        }

        WriteEntities(context, writer);
        writer.WriteString("client_ip", context.Client.Address.ToString());
        writer.WriteNumber("started_at", context.Timings.StartedAt);
        writer.WriteString("source", context.ResponseSource == "service" ? "upstream" : "kong");
        writer.WriteString("workspace", EntityJson.WorkspaceId);
        writer.WriteString("workspace_name", "default");
        writer.WriteEndObject();
    }

    private static void WriteRequest(PluginContext context, Utf8JsonWriter writer)
    {
        var request = context.Request;
        var connection = context.Connection;
        writer.WriteStartObject("request");
        writer.WriteString("id", context.RequestId);
        writer.WriteString("method", context.ServiceRequest.Method);
        writer.WriteString("uri", request.RawTarget);
        writer.WriteString("url", Url(request, connection.LocalPort));
        writer.WriteStartObject("querystring");
        if (context.ServiceRequest.QueryString is { Length: > 0 } query)
        {
            foreach (var (name, values) in ArgumentTable.Parse(query).All())
            {
                WriteValues(writer, name, values);
            }
        }

        writer.WriteEndObject();
        writer.WriteStartObject("headers");
        foreach (var (name, values) in context.ServiceRequest.Headers)
        {
            var lower = name.ToLowerInvariant();
            WriteValues(writer, lower, lower is "authorization" or "proxy-authorization" ? new StringValues(Redacted) : values);
        }

        writer.WriteEndObject();
        writer.WriteNumber("size", request.HeadSize + request.BodySize);
        if (connection.TlsVersion is { } version)
        {
            writer.WriteStartObject("tls");
            writer.WriteString("version", version);
            writer.WriteString("cipher", connection.TlsCipher);
            writer.WriteString("client_verify", context.Client.CertificateVerdict ?? "NONE");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteResponse(PluginContext context, Utf8JsonWriter writer)
    {
        var response = context.Response;
        writer.WriteStartObject("response");
        writer.WriteNumber("status", response.StatusCode);
        writer.WriteStartObject("headers");
        foreach (var (name, values) in response.Headers)
        {
            WriteValues(writer, name.ToLowerInvariant(), values);
        }

        writer.WriteEndObject();
        writer.WriteNumber("size", response.HeadSize + response.BodySize);
        writer.WriteEndObject();
    }

    private static void WriteUpstream(PluginContext context, Utf8JsonWriter writer)
    {
        var path = context.ServiceRequest.Path;
        var query = context.ServiceRequest.QueryString;
        var hasQuery = query.Length > 0 || context.Request.RawTarget.EndsWith('?');
        writer.WriteString("upstream_uri", path is null ? "" : hasQuery ? $"{path}?{query}" : path);
        writer.WriteString("upstream_status", UpstreamStatus(context) ?? "");
    }

    private static void WriteLatencies(in RequestTimings timings, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("latencies");
        writer.WriteNumber("kong", Whole(timings.Kong));
        writer.WriteNumber("proxy", Whole(timings.Proxy));
        writer.WriteNumber("request", Whole(timings.Request));
        writer.WriteNumber("receive", Whole(timings.Receive));
        writer.WriteEndObject();
    }

    private static void WriteTries(IReadOnlyList<UpstreamTry> tries, Utf8JsonWriter writer)
    {
        if (tries.Count == 0)
        {
            // An empty list of the field's log records is an empty object.
            writer.WriteStartObject("tries");
            writer.WriteEndObject();
            return;
        }

        writer.WriteStartArray("tries");
        for (var i = 0; i < tries.Count; i++)
        {
            var attempt = tries[i];
            writer.WriteStartObject();
            writer.WriteNumber("balancer_start", attempt.Start / 1_000_000);
            writer.WriteNumber("balancer_start_ns", attempt.Start);
            writer.WriteNumber("balancer_latency", attempt.Latency / 1_000_000);
            writer.WriteNumber("balancer_latency_ns", attempt.Latency);
            writer.WriteString("ip", attempt.Address.ToString());
            writer.WriteNumber("port", attempt.Port);
            if (attempt.State is not null)
            {
                writer.WriteString("state", attempt.State);
            }

            if (attempt.Code is { } code)
            {
                writer.WriteNumber("code", code);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteEntities(PluginContext context, Utf8JsonWriter writer)
    {
        if (context.Route is { } route)
        {
            writer.WritePropertyName("route");
            EntityJson.Write(writer, route);
        }

        if (context.Service is { } service)
        {
            writer.WritePropertyName("service");
            EntityJson.Write(writer, service);
        }

        if (context.Client.Consumer is { } consumer)
        {
            writer.WritePropertyName("consumer");
            EntityJson.Write(writer, consumer);
        }

        if (context.Client.Credential is { } credential)
        {
            writer.WriteStartObject("authenticated_entity");
            writer.WriteString("id", credential.Id);
            if (context.Client.Consumer is { } owner)
            {
                writer.WriteString("consumer_id", owner.Id);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteValues(Utf8JsonWriter writer, string name, IReadOnlyList<string?> values)
    {
        if (values.Count == 1)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, values[0]);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            WriteValue(writer, value);
        }

        writer.WriteEndArray();
    }

    /// <summary>A parameter without value is true.</summary>
    private static void WriteValue(Utf8JsonWriter writer, string? value)
    {
        if (value is null)
        {
            writer.WriteBooleanValue(true);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    private static string Url(PluginRequest request, int port)
    {
        var host = request.Host;
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']'))
        {
            host = host[..colon];
        }

        host = host.ToLowerInvariant();
        var withPort = port > 0 ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : host;
        return $"{request.Scheme}://{withPort}{request.RawTarget}";
    }

    /// <summary>The statuses of all tries, the last one being what was passed on; null when no upstream answered at all.</summary>
    private static string? UpstreamStatus(PluginContext context)
    {
        string? statuses = null;
        var tries = context.Tries;
        for (var i = 0; i < tries.Count; i++)
        {
            if (tries[i].Code is { } code)
            {
                statuses = Join(statuses, code);
            }
        }

        return context.Response.UpstreamStatusCode is { } final ? Join(statuses, final) : statuses;
    }

    private static string Join(string? statuses, int status) => statuses is null
        ? status.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{statuses}, {status}");

    private static long Whole(double milliseconds) => (long)Math.Floor(milliseconds);
}
