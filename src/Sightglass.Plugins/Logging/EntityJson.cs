using System.Collections.Immutable;
using System.Text.Json;
using Sightglass.Configuration.Entities;

namespace Sightglass.Plugins.Logging;

/// <summary>Entities as log records and echoed responses show them.</summary>
internal static class EntityJson
{
    /// <summary>Workspaces are not part of this gateway; those who read records expect the fields.</summary>
    public const string WorkspaceId = "00000000-0000-0000-0000-000000000000";

    public static void Write(Utf8JsonWriter writer, RouteConfig route)
    {
        writer.WriteStartObject();
        writer.WriteString("id", route.Id);
        WriteText(writer, "name", route.Name);
        WriteTexts(writer, "protocols", route.Protocols);
        WriteTexts(writer, "methods", route.Methods);
        WriteTexts(writer, "hosts", route.Hosts);
        WriteTexts(writer, "paths", route.Paths);
        WriteTexts(writer, "snis", route.Snis);
        if (!route.Headers.IsDefaultOrEmpty)
        {
            writer.WriteStartObject("headers");
            foreach (var header in route.Headers)
            {
                WriteTexts(writer, header.Name, header.Values);
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

        WriteRanges(writer, "sources", route.Sources);
        WriteRanges(writer, "destinations", route.Destinations);
        WriteReference(writer, "service", route.Service);
        writer.WriteString("ws_id", WorkspaceId);
        WriteTexts(writer, "tags", route.Tags);
        WriteTimes(writer, route.CreatedAt, route.UpdatedAt);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ServiceConfig service)
    {
        writer.WriteStartObject();
        writer.WriteString("id", service.Id);
        WriteText(writer, "name", service.Name);
        writer.WriteString("protocol", service.Protocol);
        writer.WriteString("host", service.Host);
        writer.WriteNumber("port", service.Port);
        WriteText(writer, "path", service.Path);
        writer.WriteNumber("retries", service.Retries);
        writer.WriteNumber("connect_timeout", service.ConnectTimeout);
        writer.WriteNumber("write_timeout", service.WriteTimeout);
        writer.WriteNumber("read_timeout", service.ReadTimeout);
        WriteReference(writer, "client_certificate", service.ClientCertificate);
        if (service.TlsVerify is { } verify)
        {
            writer.WriteBoolean("tls_verify", verify);
        }

        WriteNumber(writer, "tls_verify_depth", service.TlsVerifyDepth);
        WriteTexts(writer, "ca_certificates", [.. service.CaCertificates.Select(id => id.ToString())]);
        writer.WriteBoolean("enabled", service.Enabled);
        writer.WriteString("ws_id", WorkspaceId);
        WriteTexts(writer, "tags", service.Tags);
        WriteTimes(writer, service.CreatedAt, service.UpdatedAt);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ConsumerConfig consumer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", consumer.Id);
        WriteText(writer, "username", consumer.Username);
        WriteText(writer, "custom_id", consumer.CustomId);
        WriteTexts(writer, "tags", consumer.Tags);
        WriteTimes(writer, consumer.CreatedAt, consumer.UpdatedAt);
        writer.WriteEndObject();
    }

    /// <summary>What is not set is left out.</summary>
    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        if (values.IsDefaultOrEmpty)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void WriteRanges(Utf8JsonWriter writer, string name, ImmutableArray<CidrPort> ranges)
    {
        if (ranges.IsDefaultOrEmpty)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var range in ranges)
        {
            writer.WriteStartObject();
            WriteText(writer, "ip", range.Ip);
            WriteNumber(writer, "port", range.Port);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTimes(Utf8JsonWriter writer, long? createdAt, long? updatedAt)
    {
        WriteNumber(writer, "created_at", createdAt);
        WriteNumber(writer, "updated_at", updatedAt);
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void WriteReference(Utf8JsonWriter writer, string name, Guid? id)
    {
        if (id is { } value)
        {
            writer.WriteStartObject(name);
            writer.WriteString("id", value);
            writer.WriteEndObject();
        }
    }
}
