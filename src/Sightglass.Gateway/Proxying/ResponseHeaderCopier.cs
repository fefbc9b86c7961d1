using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Proxying;

/// <summary>Copies the upstream's status and headers to the response (gateway.md 8.3), those for this hop left out.</summary>
internal static class ResponseHeaderCopier
{
    public static void Copy(RequestContext context, ResponseHead head)
    {
        var headers = context.ResponseHeaders;

        // Plugins may have put headers there already; theirs stay and the upstream's join them.
        var joins = headers.Count > 0;
        var seen = 0UL;
        string[]? named = null;
        for (var i = 0; i < head.Count; i++)
        {
            var known = head.GetKnown(i);
            switch (known)
            {
                case KnownHeader.Connection:
                    named = HopByHop.NamedIn(head.GetValue(i)) ?? named;
                    continue;
                case KnownHeader.KeepAlive:
                case KnownHeader.ProxyConnection:
                case KnownHeader.TransferEncoding:
                case KnownHeader.Upgrade when !FitsUpgrade(context, head.GetValue(i)):
                    continue;
                case KnownHeader.ContentLength:
                    if (CanTellLength(head))
                    {
                        headers.ContentLength = head.ContentLength;
                    }

                    continue;
                case KnownHeader.Trailer when !WantsTrailers(context):
                case KnownHeader.Unknown when IsForProxy(head.GetNameBytes(i)):
                    continue;
            }

            var name = head.GetName(i);
            var value = head.GetValue(i);
            var bit = known == KnownHeader.Unknown ? 0 : 1UL << (int)known;
            if (bit != 0 && (seen & bit) == 0 && !joins)
            {
                seen |= bit;
                headers[name] = value;
            }
            else
            {
                Join(headers, name, value);
            }
        }

        if (named is not null)
        {
            foreach (var name in named)
            {
                headers.Remove(name);
            }
        }
    }

    /// <summary>Whether the client can be sent trailers: it said so, or HTTP/2, where they are always allowed.</summary>
    public static bool WantsTrailers(RequestContext context)
        => context.IsHttp2 || ForwardingHeaders.AsksForTrailers(context.RequestHeaders.TE);

    // Told to a client that asked for it, such as a WebSocket client that must come again with another version.
    /// <summary>Keeps all of the upstream's headers, for plugins that want to see them.</summary>
    public static void Keep(RequestContext context, ResponseHead head)
    {
        for (var i = 0; i < head.Count; i++)
        {
            context.ServiceHeaders.Append(head.GetName(i), head.GetValue(i));
        }
    }

    private static bool FitsUpgrade(RequestContext context, string protocol)
        => !context.IsHttp2
            && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && context.RequestHeaders.Upgrade is [{ } asked]
            && asked.Equals(protocol, StringComparison.OrdinalIgnoreCase);

    // What the field's proxies take as said to themselves. X-Accel-Redirect is none of them here: nobody is redirected inside.
    private static bool IsForProxy(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 => Ascii.EqualsIgnoreCase(name, "X-Pad"u8),
        15 => Ascii.EqualsIgnoreCase(name, "X-Accel-Expires"u8) || Ascii.EqualsIgnoreCase(name, "X-Accel-Charset"u8),
        17 => Ascii.EqualsIgnoreCase(name, "X-Accel-Buffering"u8),
        18 => Ascii.EqualsIgnoreCase(name, "X-Accel-Limit-Rate"u8),
        _ => false,
    };

    // Where no body is allowed the server refuses a length, except that a 304 may tell it.
    private static bool CanTellLength(ResponseHead head) => head.ContentLength >= 0 && head.Status is >= 200 and not 204 and not 205;

    private static void Join(IHeaderDictionary headers, string name, string value)
    {
        var existing = headers[name];
        headers[name] = existing.Count == 0 ? value : StringValues.Concat(existing, value);
    }
}
