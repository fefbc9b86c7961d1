using System.Collections.Immutable;
using System.Text.Json;
using Sightglass.Configuration.Entities;

namespace Sightglass.Plugins.Logging;

/// <summary>Entities as log records and echoed responses show them.</summary>
internal static class EntityJson
{
    public static void Write(Utf8JsonWriter writer, RouteConfig route)
    {
        writer.WriteStartObject();
        writer.WriteString("id", route.Id);
        writer.WriteString("name", route.Name);
        WriteTexts(writer, "protocols", route.Protocols, false);
        WriteTexts(writer, "methods", route.Methods, true);
        WriteTexts(writer, "hosts", route.Hosts, true);
        WriteTexts(writer, "paths", route.Paths, true);
        WriteTexts(writer, "snis", route.Snis, true);
        if (route.Headers.IsDefaultOrEmpty)
        {
            writer.WriteNull("headers");
        }
        else
        {
            writer.WriteStartObject("headers");
            foreach (var header in route.Headers)
            {
                WriteTexts(writer, header.Name, header.Values, false);
            }

            writer.WriteEndObject();
        }

        writer.WriteNumber("https_redirect_status_code", route.HttpsRedirectStatusCode);
        writer.WriteNumber("regex_priority", route.RegexPriority);
        writer.WriteBoolean("strip_path", route.StripPath);
        writer.WriteString("path_handling", route.PathHandling);
        writer.WriteBoolean("preserve_host", route.PreserveHost);
        writer.WriteBoolean("request_buffering", route.RequestBuffering);
        writer.WriteBoolean("response_buffering", route.ResponseBuffering);
        if (route.Expression is not null)
        {
            writer.WriteString("expression", route.Expression);
            writer.WriteNumber("priority", route.Priority);
        }

        WriteReference(writer, "service", route.Service);
        WriteTexts(writer, "tags", route.Tags, true);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ServiceConfig service)
    {
        writer.WriteStartObject();
        writer.WriteString("id", service.Id);
        writer.WriteString("name", service.Name);
        writer.WriteString("protocol", service.Protocol);
        writer.WriteString("host", service.Host);
        writer.WriteNumber("port", service.Port);
        writer.WriteString("path", service.Path);
        writer.WriteNumber("retries", service.Retries);
        writer.WriteNumber("connect_timeout", service.ConnectTimeout);
        writer.WriteNumber("write_timeout", service.WriteTimeout);
        writer.WriteNumber("read_timeout", service.ReadTimeout);
        writer.WriteBoolean("enabled", service.Enabled);
        WriteTexts(writer, "tags", service.Tags, true);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ConsumerConfig consumer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", consumer.Id);
        writer.WriteString("username", consumer.Username);
        writer.WriteString("custom_id", consumer.CustomId);
        WriteTexts(writer, "tags", consumer.Tags, true);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, ImmutableArray<string> values, bool nullWhenEmpty)
    {
        if (nullWhenEmpty && values.IsDefaultOrEmpty)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void WriteReference(Utf8JsonWriter writer, string name, Guid? id)
    {
        if (id is not { } value)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("id", value);
        writer.WriteEndObject();
    }
}
