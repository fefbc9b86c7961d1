using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Sightglass.Plugins.Bodies;

/// <summary>A <c>multipart/form-data</c> body (RFC 7578) as an editable list of parts. Parts that are not edited keep their bytes.</summary>
internal sealed class MultipartBody
{
    /// <summary>Parts a body may have; one with more is not looked into.</summary>
    public const int MaxParts = 1_000;

    private readonly byte[] _delimiter;
    private readonly List<MultipartPart> _parts = [];

    private MultipartBody(string boundary) => _delimiter = Encoding.ASCII.GetBytes("--" + boundary);

    public IReadOnlyList<MultipartPart> Parts => _parts;

    public bool IsChanged { get; private set; }

    /// <summary>Parses a body; null when it does not follow the format or has too many parts.</summary>
    public static MultipartBody? Parse(ReadOnlyMemory<byte> body, string boundary)
    {
        var result = new MultipartBody(boundary);
        return body.IsEmpty || result.Read(body) ? result : null;
    }

    public MultipartPart? Find(string name) => _parts.Find(part => part.Name == name);

    /// <summary>The contents of the parts of a name; null when there is none.</summary>
    public IReadOnlyList<string?>? Texts(string name)
    {
        List<string?>? texts = null;
        foreach (var part in _parts)
        {
            if (part.Name == name)
            {
                (texts ??= []).Add(Encoding.UTF8.GetString(part.Content.Span));
            }
        }

        return texts;
    }

    public void Remove(string name) => IsChanged |= _parts.RemoveAll(part => part.Name == name) > 0;

    public void Rename(string from, string to)
    {
        if (from == to || Find(from) is not { } part)
        {
            return;
        }

        Remove(to);
        Remove(from);
        Add(to, part.Content);
    }

    /// <summary>Gives a name that is there one value; the part goes to the end.</summary>
    public void Replace(string name, string value)
    {
        if (Find(name) is not null)
        {
            Remove(name);
            Add(name, value);
        }
    }

    public void Add(string name, string value) => Add(name, Encoding.UTF8.GetBytes(value));

    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var part in _parts)
        {
            output.Write(_delimiter);
            output.Write("\r\n"u8);
            output.Write(part.Head.Span);
            output.Write("\r\n"u8);
            output.Write(part.Content.Span);
            output.Write("\r\n"u8);
        }

        output.Write(_delimiter);
        output.Write("--\r\n"u8);
        return output.WrittenSpan.ToArray();
    }

    private void Add(string name, ReadOnlyMemory<byte> content)
    {
        _parts.Add(new MultipartPart(name, HeadOf(name), content));
        IsChanged = true;
    }

    private bool Read(ReadOnlyMemory<byte> body)
    {
        var start = body.Span.IndexOf(_delimiter);
        if (start < 0)
        {
            return false;
        }

        var position = start + _delimiter.Length;
        byte[] next = [(byte)'\r', (byte)'\n', .. _delimiter];
        while (_parts.Count <= MaxParts)
        {
            var rest = body[position..];
            if (rest.Span.StartsWith("--"u8))
            {
                return true;
            }

            var lineEnd = rest.Span.IndexOf("\r\n"u8);
            // The delimiter that opens a part and its line end are one line; only white space may stand between (RFC 2046 5.1.1).
            if (lineEnd < 0 || rest.Span[..lineEnd].ContainsAnyExcept((byte)' ', (byte)'\t'))
            {
                return false;
            }

            var part = rest[(lineEnd + 2)..];
            var end = part.Span.IndexOf(next);
            if (end < 0 || !TryReadPart(part[..end]))
            {
                return false;
            }

            position += lineEnd + 2 + end + next.Length;
        }

        return false;
    }

    private bool TryReadPart(ReadOnlyMemory<byte> part)
    {
        var headEnd = part.Span.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return false;
        }

        var head = part[..(headEnd + 2)];
        if (NameOf(head.Span) is not { } name)
        {
            return false;
        }

        _parts.Add(new MultipartPart(name, head, part[(headEnd + 4)..]));
        return true;
    }

    private static string? NameOf(ReadOnlySpan<byte> head)
    {
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = Encoding.UTF8.GetString(head[range]);
            if (line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase)
                && ContentDispositionHeaderValue.TryParse(new StringSegment(line, 20, line.Length - 20), out var disposition))
            {
                return HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            }
        }

        return null;
    }

    private static byte[] HeadOf(string name)
    {
        // Percent-encoding of the three characters that could end the name or the line, as browsers do it.
        var safe = name.Replace("\"", "%22", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes($"Content-Disposition: form-data; name=\"{safe}\"\r\n");
    }
}
