using System.Globalization;
using System.Text;

namespace Sightglass.Gateway.Tests.Hostile;

/// <summary>
/// An independent reading of HTTP/1.1 framing (RFC 9112), as strict as it can be and as slow as it likes: what it finds to be a whole message is one for
/// every recipient. Works on Latin-1 text, so that every byte is a character.
/// </summary>
internal static class FramingModel
{
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    /// <summary>The whole requests that a stream begins with.</summary>
    /// <param name="text">What was sent.</param>
    /// <param name="isMalformed">What follows them can never become a request.</param>
    public static List<ModelMessage> ReadRequests(string text, out bool isMalformed)
    {
        var requests = new List<ModelMessage>();
        var at = 0;
        while (true)
        {
            while (At(text, at, "\r\n"))
            {
                at += 2;
            }

            var start = at;
            var head = ReadHead(text, ref at);
            if (head.Status != ModelStatus.Whole || !IsRequestLine(head.Lines[0]))
            {
                isMalformed = head.Status == ModelStatus.Malformed || (head.Status == ModelStatus.Whole && start < text.Length);
                return requests;
            }

            var version = head.Lines[0][^3..];
            var (status, body) = ReadBody(text, ref at, head.Lines, version, endsWithStream: false);
            if (status != ModelStatus.Whole)
            {
                isMalformed = status == ModelStatus.Malformed;
                return requests;
            }

            requests.Add(new ModelMessage(head.Lines[0].Split(' ')[0], 0, body, Header(head.Lines, "X-Mark")));
        }
    }

    /// <summary>The response that a connection's whole stream begins with, interim ones passed over.</summary>
    /// <returns>Null when there is no whole one.</returns>
    public static ModelMessage? ReadResponse(string text)
    {
        var at = 0;
        while (true)
        {
            var head = ReadHead(text, ref at);
            if (head.Status != ModelStatus.Whole || !IsStatusLine(head.Lines[0]))
            {
                return null;
            }

            var code = int.Parse(head.Lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture);
            if (code is >= 100 and < 200 and not 101)
            {
                continue;
            }

            if (code is 101)
            {
                return null;
            }

            if (code is 204 or 304)
            {
                return new ModelMessage("", code, "", Header(head.Lines, "X-Mark"));
            }

            var (status, body) = ReadBody(text, ref at, head.Lines, "1." + head.Lines[0][7], endsWithStream: true);
            return status == ModelStatus.Whole ? new ModelMessage("", code, body, Header(head.Lines, "X-Mark")) : null;
        }
    }

    /// <summary>Lines up to the empty one. Every line ends with CR LF and no CR, LF or NUL is anywhere else; every header is a token, a colon and a value.</summary>
    private static (ModelStatus Status, string[] Lines) ReadHead(string text, ref int at)
    {
        var end = text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal);
        var part = end < 0 ? text[at..] : text[at..end];
        var lines = part.Split("\r\n");
        for (var i = 0; i < lines.Length; i++)
        {
            var isOpen = end < 0 && i == lines.Length - 1;
            var line = isOpen && lines[i].EndsWith('\r') ? lines[i][..^1] : lines[i];
            if (line.AsSpan().ContainsAny("\r\n\0") || (i > 0 && !isOpen && !IsField(line)))
            {
                return (ModelStatus.Malformed, []);
            }
        }

        if (end < 0)
        {
            return (ModelStatus.Open, []);
        }

        at = end + 4;
        return (ModelStatus.Whole, lines);
    }

    private static (ModelStatus Status, string Body) ReadBody(string text, ref int at, string[] lines, string version, bool endsWithStream)
    {
        var lengths = Headers(lines, "Content-Length");
        var codings = Headers(lines, "Transfer-Encoding");
        if (lengths.Length > 1 || codings.Length > 1 || (lengths.Length > 0 && codings.Length > 0))
        {
            return (ModelStatus.Malformed, "");
        }

        if (codings.Length > 0)
        {
            return version == "1.1" && codings[0].Equals("chunked", StringComparison.OrdinalIgnoreCase) ? ReadChunks(text, ref at) : (ModelStatus.Malformed, "");
        }

        if (lengths.Length == 0)
        {
            var rest = endsWithStream ? text[at..] : "";
            at += rest.Length;
            return (ModelStatus.Whole, rest);
        }

        if (lengths[0].Length is 0 or > 18 || !lengths[0].All(char.IsAsciiDigit))
        {
            return (ModelStatus.Malformed, "");
        }

        var length = long.Parse(lengths[0], CultureInfo.InvariantCulture);
        if (length > text.Length - at)
        {
            return (ModelStatus.Open, "");
        }

        var body = text.Substring(at, (int)length);
        at += body.Length;
        return (ModelStatus.Whole, body);
    }

    private static (ModelStatus Status, string Body) ReadChunks(string text, ref int at)
    {
        var body = new StringBuilder();
        while (true)
        {
            var end = text.IndexOf('\n', at);
            if (end < 0)
            {
                return (ModelStatus.Open, "");
            }

            var line = text[at..end];
            if (!line.EndsWith('\r') || line[..^1].Contains('\r', StringComparison.Ordinal))
            {
                return (ModelStatus.Malformed, "");
            }

            var digits = line[..^1].Split(';')[0];
            if (digits.Length is 0 or > 15 || !digits.All(char.IsAsciiHexDigit))
            {
                return (ModelStatus.Malformed, "");
            }

            at = end + 1;
            var size = long.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                break;
            }

            if (size + 2 > text.Length - at)
            {
                return (ModelStatus.Open, "");
            }

            body.Append(text, at, (int)size);
            at += (int)size;
            if (!At(text, at, "\r\n"))
            {
                return (ModelStatus.Malformed, "");
            }

            at += 2;
        }

        // The trailers are lines like those of a head, without a first one.
        var probe = "first\r\n" + text[at..];
        var used = 0;
        var trailers = ReadHead(probe, ref used);
        at += used - "first\r\n".Length;
        return (trailers.Status, body.ToString());
    }

    private static bool IsField(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && line[..colon].All(static mark => char.IsAsciiLetterOrDigit(mark) || TokenMarks.Contains(mark, StringComparison.Ordinal));
    }

    private static bool IsRequestLine(string line)
    {
        var parts = line.Split(' ');
        return parts is [{ Length: > 0 } method, { Length: > 0 }, "HTTP/1.1" or "HTTP/1.0"]
            && method.All(static mark => char.IsAsciiLetterOrDigit(mark) || TokenMarks.Contains(mark, StringComparison.Ordinal));
    }

    private static bool IsStatusLine(string line)
        => line.Length >= 12
            && line.StartsWith("HTTP/1.", StringComparison.Ordinal)
            && char.IsAsciiDigit(line[7])
            && line[8] == ' '
            && line.AsSpan(9, 3).IndexOfAnyExceptInRange('0', '9') < 0
            && line[9] != '0'
            && (line.Length == 12 || line[12] == ' ');

    private static string[] Headers(string[] lines, string name) =>
        [.. lines.Skip(1)
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim(' ', '\t'))];

    private static string Header(string[] lines, string name) => string.Join('|', Headers(lines, name));

    private static bool At(string text, int at, string expected) => string.CompareOrdinal(text, at, expected, 0, expected.Length) == 0;

    private enum ModelStatus
    {
        Whole,
        Open,
        Malformed,
    }
}
