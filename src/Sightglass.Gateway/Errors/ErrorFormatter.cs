using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Sightglass.Gateway.Errors;

/// <summary>Writes error bodies and chooses their format (gateway.md 6).</summary>
internal sealed class ErrorFormatter(ErrorTemplates templates, ErrorFormat defaultFormat)
{
    /// <summary>The format of the gateway's and most plugins' errors: by the <c>Accept</c> header, JSON if it does not help.</summary>
    public static ErrorFormat ByAccept(StringValues accept) => Choose(accept);

    /// <summary>The format of proxy failures: by <c>Accept</c>, else by the request's own content type, else the configured default.</summary>
    public ErrorFormat ForProxyFailure(StringValues accept, StringValues contentType)
        => accept.Count > 0 ? Choose(accept) : contentType.Count > 0 ? Choose(contentType) : defaultFormat;

    /// <summary>
    /// Whether a proxy failure is for a gRPC client: by <c>Accept</c>, else by the request's own content type. Over HTTP/1.1, where no
    /// header of gRPC's tells it, the client gets <see cref="Bare"/>.
    /// </summary>
    public static bool IsForGrpc(StringValues accept, StringValues contentType) =>
        (accept.Count > 0 ? accept[0] : contentType.Count > 0 ? contentType[0] : null)?.StartsWith("application/grpc", StringComparison.Ordinal) == true;

    /// <summary>A message as JSON without the request's id.</summary>
    public static byte[] Bare(string message) => Encoding.UTF8.GetBytes($"{{\"message\":\"{EscapeJson(message)}\"}}");

    /// <summary>The configured default.</summary>
    public ErrorFormat Default => defaultFormat;

    public static string ContentType(ErrorFormat format) => format switch
    {
        ErrorFormat.Html => "text/html; charset=utf-8",
        ErrorFormat.Xml => "application/xml; charset=utf-8",
        ErrorFormat.Plain => "text/plain; charset=utf-8",
        _ => "application/json; charset=utf-8",
    };

    public byte[] Format(ErrorFormat format, string message, string requestId)
    {
        var text = format switch
        {
            ErrorFormat.Html => Fill(
                templates.Html ?? "<!doctype html>\n<html>\n  <head>\n    <meta charset=\"utf-8\">\n    <title>Error</title>\n  </head>\n  <body>\n    <h1>Error</h1>\n    <p>%s.</p>\n    <p>request_id: %s</p>\n  </body>\n</html>\n",
                EscapeMarkup(message),
                requestId),
            ErrorFormat.Xml => Fill(
                templates.Xml ?? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error>\n  <message>%s</message>\n  <requestid>%s</requestid>\n</error>\n",
                EscapeMarkup(message),
                requestId),
            ErrorFormat.Plain => Fill(templates.Plain ?? "%s\nrequest_id: %s\n", message, requestId),
            _ => Fill(templates.Json ?? "{\n  \"message\":\"%s\",\n  \"request_id\":\"%s\"\n}", EscapeJson(message), requestId),
        };
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The format of the entry with the highest quality, the first on ties. What is no known type is JSON, as is nothing at all.</summary>
    private static ErrorFormat Choose(StringValues header)
    {
        var best = ErrorFormat.Json;
        var bestQuality = 0.0;
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var entry = line.AsSpan(range);
                var parameters = entry.IndexOf(';');
                var mediaType = (parameters < 0 ? entry : entry[..parameters]).Trim();
                var quality = parameters < 0 ? 1 : Quality(entry[(parameters + 1)..]);
                if (quality > bestQuality && mediaType.Contains('/'))
                {
                    (best, bestQuality) = (Parse(mediaType), quality);
                }
            }
        }

        return best;
    }

    private static ErrorFormat Parse(ReadOnlySpan<char> mediaType)
    {
        if (Is(mediaType, "text/html"))
        {
            return ErrorFormat.Html;
        }

        if (Is(mediaType, "application/xml"))
        {
            return ErrorFormat.Xml;
        }

        return Is(mediaType, "text/plain") || Is(mediaType, "text/*") ? ErrorFormat.Plain : ErrorFormat.Json;
    }

    private static bool Is(ReadOnlySpan<char> mediaType, string known) => mediaType.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static double Quality(ReadOnlySpan<char> parameters)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(parameter[2..], System.Globalization.CultureInfo.InvariantCulture, out var value))
            {
                return value;
            }
        }

        return 1;
    }

    private static string Fill(string template, string message, string requestId)
    {
        var first = template.IndexOf("%s", StringComparison.Ordinal);
        if (first < 0)
        {
            return template;
        }

        var second = template.IndexOf("%s", first + 2, StringComparison.Ordinal);
        return second < 0
            ? string.Concat(template.AsSpan(0, first), message, template.AsSpan(first + 2))
            : string.Concat(
                string.Concat(template.AsSpan(0, first), message, template.AsSpan(first + 2, second - first - 2)),
                requestId,
                template.AsSpan(second + 2));
    }

    private static string EscapeJson(string text)
        => JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    private static string EscapeMarkup(string text)
        => text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
