using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Bodies;
using Sightglass.Plugins.Logging;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RequestTermination;

/// <summary>Writes the JSON copy of a request, with its route, service and node.</summary>
internal sealed class EchoWriter(PluginServices services)
{
    public async ValueTask<ReadOnlyMemory<byte>> WriteAsync(PluginContext context, string? message)
    {
        ReadOnlyMemory<byte>? body = context.Request.HasBody
            ? await context.Request.ReadBodyAsync(RequestFields.MaxBody, context.Aborted).ConfigureAwait(false)
            : null;
        var output = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(output, PluginJson.WriterOptions))
        {
            writer.WriteStartObject();
            if (message is not null)
            {
                writer.WriteString("message", message);
            }

            WriteNode(writer);
            WriteRequest(writer, context, body);
            if (context.Route is { } route)
            {
                writer.WritePropertyName("matched_route");
                EntityJson.Write(writer, route);
            }

            if (context.Service is { } service)
            {
                writer.WritePropertyName("matched_service");
                EntityJson.Write(writer, service);
            }

            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private void WriteNode(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("kong");
        writer.WriteString("node_id", services.NodeId);
        writer.WriteNumber("worker_pid", Environment.ProcessId);
        writer.WriteString("hostname", services.Hostname);
        writer.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter writer, PluginContext context, ReadOnlyMemory<byte>? body)
    {
        var request = context.Request;
        writer.WriteStartObject("request");
        writer.WriteString("scheme", request.Scheme);
        writer.WriteString("host", request.Host);
        if (context.Connection.LocalPort > 0)
        {
            writer.WriteNumber("port", context.Connection.LocalPort);
        }

        writer.WriteString("method", request.Method);
        writer.WriteString("path", request.Path);
        writer.WriteStartObject("headers");
        foreach (var (name, values) in request.Headers)
        {
            WriteValues(writer, name.ToLowerInvariant(), values);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("query");
        foreach (var (name, values) in request.Query)
        {
            WriteValues(writer, name, values);
        }

        writer.WriteEndObject();
        if (body is { } bytes)
        {
            writer.WriteString("raw_body", Encoding.UTF8.GetString(bytes.Span));
        }

        writer.WriteStartObject("uri_captures");
        foreach (var (name, value) in request.UriCaptures)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter writer, string name, StringValues values)
    {
        if (values.Count == 1)
        {
            writer.WriteString(name, values[0]);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
