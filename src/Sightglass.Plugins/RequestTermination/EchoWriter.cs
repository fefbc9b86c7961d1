using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sightglass.Plugins.Bodies;
using Sightglass.Plugins.Logging;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RequestTermination;

/// <summary>Writes the JSON copy of a request, with its route, service and node.</summary>
internal sealed class EchoWriter(PluginServices services)
{
    public async ValueTask<ReadOnlyMemory<byte>> WriteAsync(PluginContext context, string? message)
    {
        var body = await context.ReadCurrentBodyAsync(RequestFields.MaxBody).ConfigureAwait(false);
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
        writer.WriteString("host", HostName(request.Host));
        if (context.Connection.LocalPort > 0)
        {
            writer.WriteNumber("port", context.Connection.LocalPort);
        }

        writer.WriteString("method", context.ServiceRequest.Method);
        writer.WriteString("path", request.Path);
        writer.WriteStartObject("headers");
        foreach (var (name, values) in context.ServiceRequest.Headers)
        {
            WriteValues(writer, name.ToLowerInvariant(), values);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("query");
        foreach (var (name, values) in ArgumentTable.Parse(context.ServiceRequest.QueryString).All())
        {
            WriteValues(writer, name, values);
        }

        writer.WriteEndObject();
        WriteBody(writer, context, body);
        WriteCaptures(writer, request.UriCaptures);
        writer.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter writer, PluginContext context, ReadOnlyMemory<byte>? body)
    {
        if (body is not { } bytes)
        {
            return;
        }

        writer.WriteString("raw_body", Encoding.UTF8.GetString(bytes.Span));
        var kind = ContentTypes.Classify(context.ServiceRequest.GetHeader("Content-Type"), out var boundary);
        if (!bytes.IsEmpty && RequestFields.Parse(kind, bytes, boundary) is { } fields)
        {
            writer.WritePropertyName("body");
            fields.ToJson().WriteTo(writer);
        }
    }

    /// <summary>Captures with a name, and those with a number apart from the whole match.</summary>
    private static void WriteCaptures(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> captures)
    {
        writer.WriteStartObject("uri_captures");
        writer.WriteStartObject("named");
        foreach (var (name, value) in captures)
        {
            if (!char.IsAsciiDigit(name[0]))
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
        writer.WriteStartArray("unnamed");
        for (var i = 1; captures.TryGetValue(i.ToString(CultureInfo.InvariantCulture), out var value); i++)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string HostName(string host)
    {
        var colon = host.LastIndexOf(':');
        return (colon > host.LastIndexOf(']') ? host[..colon] : host).ToLowerInvariant();
    }

    /// <summary>A parameter without value is shown as true.</summary>
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
}
