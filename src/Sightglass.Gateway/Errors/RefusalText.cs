using System.Buffers.Text;
using System.Text;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Errors;

/// <summary>
/// Puts the server's refusals into the gateway's words: it answers what is not HTTP, or too much of it, with a bare status line. What the
/// client accepts is not known then, so the format is the configured default.
/// </summary>
internal sealed class RefusalText(ErrorFormatter formatter, ErrorFormat format, string serverToken, HeaderTokens tokens)
{
    /// <summary>Rewrites a refusal.</summary>
    /// <param name="written">What the server wrote.</param>
    /// <returns>What to send instead: the same bytes when they are something else, such as the frames that open an HTTP/2 connection.</returns>
    public ReadOnlySpan<byte> Rewrite(ReadOnlySpan<byte> written)
    {
        if (!written.StartsWith("HTTP/1.1 "u8)
            || !Utf8Parser.TryParse(written[9..], out int status, out _)
            || status < 400
            || written.IndexOf("\r\nContent-Length: 0\r\n"u8) < 0)
        {
            return written;
        }

        var requestId = RequestIds.Next();
        var (sent, reason, message) = Describe(status);
        var body = formatter.Format(format, message, requestId);
        var head = new StringBuilder();
        head.Append("HTTP/1.1 ").Append(sent).Append(' ').Append(reason);
        head.Append("\r\nContent-Type: ").Append(ErrorFormatter.ContentType(format));
        head.Append("\r\nContent-Length: ").Append(body.Length);
        head.Append("\r\nConnection: close");
        AppendDate(head, written);
        if ((tokens & HeaderTokens.Server) != 0)
        {
            head.Append("\r\nServer: ").Append(serverToken);
        }

        if ((tokens & HeaderTokens.ResponseLatency) != 0)
        {
            // It is refused when its line is read, in less than any time that is told.
            head.Append("\r\nX-Kong-Response-Latency: 0");
        }

        if ((tokens & HeaderTokens.RequestId) != 0)
        {
            head.Append("\r\nX-Kong-Request-Id: ").Append(requestId);
        }

        head.Append("\r\n\r\n");
        return (byte[])[.. Encoding.Latin1.GetBytes(head.ToString()), .. body];
    }

    private static (int Status, string Reason, string Message) Describe(int status) => status switch
    {
        431 => (400, "Bad Request", GatewayMessages.ForHttpLayer(431)),
        400 => (400, "Bad Request", GatewayMessages.ForHttpLayer(400)),

        // The server's answer to a target that does not fit the method, such as one without a slash: for the field it is no request at all.
        405 => (400, "Bad Request", GatewayMessages.ForHttpLayer(400)),
        408 => (408, "Request Timeout", GatewayMessages.ForHttpLayer(408)),
        411 => (411, "Length Required", GatewayMessages.ForHttpLayer(411)),
        413 => (413, "Payload Too Large", GatewayMessages.ForHttpLayer(413)),
        414 => (414, "URI Too Long", GatewayMessages.ForHttpLayer(414)),
        505 => (505, "HTTP Version Not Supported", "HTTP version not supported"),
        _ => (status, "Refused", GatewayMessages.ForHttpLayer(400)),
    };

    private static void AppendDate(StringBuilder head, ReadOnlySpan<byte> written)
    {
        var start = written.IndexOf("\r\nDate: "u8);
        if (start >= 0)
        {
            var line = written[(start + 2)..];
            head.Append("\r\n").Append(Encoding.Latin1.GetString(line[..line.IndexOf((byte)'\r')]));
        }
    }
}
