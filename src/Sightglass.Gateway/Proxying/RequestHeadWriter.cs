using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Proxying;

/// <summary>Writes the head of the request to the upstream (gateway.md 8.1, 8.2) as bytes, straight from what the client sent.</summary>
internal static class RequestHeadWriter
{
    // What may stand in a path unencoded: unreserved and reserved characters, and the triplets that the normal form keeps (RFC 3986).
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    public static void Write(RequestContext context, in UpstreamHost host, RequestFraming framing, bool upgrade)
    {
        var buffer = context.Head;
        buffer.Begin();
        WriteRequestLine(buffer, context);
        buffer.Append("Host: "u8);
        buffer.Append(host.Name);
        if (host.Port != 0)
        {
            buffer.Append((byte)':');
            buffer.Append(host.Port);
        }

        buffer.Append(upgrade ? "\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"u8 : "\r\nConnection: keep-alive\r\n"u8);
        var forwarding = default(ForwardingHeaders);
        WriteHeaders(buffer, context, ref forwarding);
        forwarding.Write(buffer, context);
        if (framing.HasBody)
        {
            if (framing.Length >= 0)
            {
                buffer.Append("Content-Length: "u8);
                buffer.Append(framing.Length);
                buffer.EndLine();
            }
            else
            {
                buffer.Append("Transfer-Encoding: chunked\r\n"u8);
            }
        }

        buffer.EndLine();
    }

    private static void WriteRequestLine(HeadBuffer buffer, RequestContext context)
    {
        var changes = context.Changes;
        buffer.Append(changes.Method ?? context.Method);
        buffer.Append((byte)' ');
        if (changes.Path is { } path)
        {
            WritePath(buffer, path);
        }
        else
        {
            var composed = context.ComposeUpstreamPath();
            WritePath(buffer, composed.First);
            if (composed.Slash)
            {
                buffer.Append((byte)'/');
            }

            WritePath(buffer, composed.Rest);
        }

        if (changes.QueryString is { } query)
        {
            if (query.Length > 0)
            {
                buffer.Append((byte)'?');
                WritePath(buffer, query);
            }
        }
        else
        {
            buffer.Append(context.Query);
        }

        buffer.Append(" HTTP/1.1\r\n"u8);
    }

    private static void WritePath(HeadBuffer buffer, ReadOnlySpan<char> path)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Span<char> triplet = stackalloc char[3];
        triplet[0] = '%';
        while (!path.IsEmpty)
        {
            var plain = path.IndexOfAnyExcept(PathCharacters);
            if (plain < 0)
            {
                buffer.Append(path);
                return;
            }

            buffer.Append(path[..plain]);
            path = path[plain..];
            Rune.DecodeFromUtf16(path, out var rune, out var consumed);
            foreach (var value in utf8[..rune.EncodeToUtf8(utf8)])
            {
                value.TryFormat(triplet[1..], out _, "X2");
                buffer.Append(triplet);
            }

            path = path[consumed..];
        }
    }

    private static void WriteHeaders(HeadBuffer buffer, RequestContext context, ref ForwardingHeaders forwarding)
    {
        var changes = context.Changes;
        var named = context.Connection.Input?.Head.HopByHopNames;
        var headers = context.EnumerateRequestHeaders();
        while (headers.MoveNext())
        {
            var (name, values) = headers.Current;
            if ((changes.HasHeaders && changes.TryGetHeader(name, out _)) || (named is not null && HopByHop.Contains(named, name)))
            {
                continue;
            }

            var role = RequestHeaderRoles.Get(name);
            if (role == RequestHeaderRole.Forward || (role == RequestHeaderRole.Identity && !context.Plan.Authenticates))
            {
                WriteHeader(buffer, name, values);
            }
            else if (role != RequestHeaderRole.Drop && role != RequestHeaderRole.Identity)
            {
                forwarding.Take(role, values);
            }
        }

        foreach (var (name, values) in changes.Headers)
        {
            var role = RequestHeaderRoles.Get(name);
            if (role is RequestHeaderRole.Forward or RequestHeaderRole.Identity)
            {
                WriteHeader(buffer, name, values);
            }
            else if (role != RequestHeaderRole.Drop)
            {
                forwarding.Take(role, values);
            }
        }
    }

    private static void WriteHeader(HeadBuffer buffer, string name, StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            buffer.AppendHeader(name, values[i]);
        }
    }
}
