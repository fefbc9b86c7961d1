using Microsoft.Extensions.Primitives;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Routing;

namespace Sightglass.Gateway.Proxying;

/// <summary>The headers that tell the upstream where a request came from: collected from what the client sent, then written.</summary>
internal struct ForwardingHeaders
{
    private StringValues _for;
    private StringValues _via;
    private StringValues _proto;
    private StringValues _host;
    private StringValues _port;
    private StringValues _path;
    private StringValues _prefix;
    private StringValues _requestId;
    private bool _trailers;

    /// <summary>Notes what the client, or a plugin, sent.</summary>
    public void Take(RequestHeaderRole role, StringValues values)
    {
        switch (role)
        {
            case RequestHeaderRole.ForwardedFor:
                _for = StringValues.Concat(_for, values);
                break;
            case RequestHeaderRole.Via:
                _via = StringValues.Concat(_via, values);
                break;
            case RequestHeaderRole.ForwardedProto:
                _proto = values;
                break;
            case RequestHeaderRole.ForwardedHost:
                _host = values;
                break;
            case RequestHeaderRole.ForwardedPort:
                _port = values;
                break;
            case RequestHeaderRole.ForwardedPath:
                _path = values;
                break;
            case RequestHeaderRole.ForwardedPrefix:
                _prefix = values;
                break;
            case RequestHeaderRole.RequestId:
                _requestId = values;
                break;
            case RequestHeaderRole.Te:
                _trailers |= AsksForTrailers(values);
                break;
        }
    }

    public readonly void Write(HeadBuffer buffer, RequestContext context)
    {
        var connection = context.Connection;
        var trusted = connection.PeerIsTrusted;
        if (!trusted && _for.Count == 0)
        {
            buffer.Append(connection.ForwardHeaders(context.Scheme));
        }
        else
        {
            buffer.AppendHeader("X-Real-IP", context.ClientAddressText);
            WriteList(buffer, "X-Forwarded-For: "u8, _for, _for.Count == 0 ? context.ClientAddressText : connection.PeerAddressText);
            buffer.AppendHeader("X-Forwarded-Proto", Believed(trusted, _proto, context.Scheme));
            WritePort(buffer, trusted && _port.Count > 0 ? _port[0] : null, connection.Listener.Port);
        }

        buffer.Append("X-Forwarded-Host: "u8);
        if (trusted && _host.Count > 0)
        {
            buffer.Append(_host[0]);
        }
        else if (context.Host.Length > 0)
        {
            buffer.AppendLower(HostName.Split(context.Host, out _));
        }
        else
        {
            // What the field's servers call themselves.
            buffer.Append("kong"u8);
        }

        buffer.Append("\r\nX-Forwarded-Path: "u8);
        buffer.Append(trusted && _path.Count > 0 ? _path[0] : context.RawPath);
        buffer.EndLine();
        WritePrefix(buffer, context, trusted);
        WriteVia(buffer, context);
        if ((context.Runtime.Options.UpstreamHeaders & HeaderTokens.RequestId) != 0)
        {
            buffer.AppendHeader("X-Kong-Request-Id", context.RequestId);
        }
        else if (_requestId.Count > 0)
        {
            buffer.AppendHeader("X-Kong-Request-Id", _requestId[0]);
        }

        if (_trailers)
        {
            buffer.Append("TE: trailers\r\n"u8);
        }
    }

    /// <summary>What <c>strip_path</c> takes off the path; empty for nothing.</summary>
    public static ReadOnlySpan<char> StrippedPrefix(RequestContext context)
        => context.Match is { MatchedLength: > 1 } match && match.Route.Config.StripPath && context.Path is { } path
            ? path.AsSpan(0, match.MatchedLength)
            : default;

    public static bool AsksForTrailers(StringValues te)
    {
        foreach (var line in te)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var coding = line.AsSpan(range).Trim();
                if (coding.Equals("trailers", StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Believed(bool trusted, StringValues sent, string own) => trusted && sent.Count > 0 ? sent[0] : own;

    private static void WritePort(HeadBuffer buffer, string? believed, int own)
    {
        buffer.Append("X-Forwarded-Port: "u8);
        if (believed is not null)
        {
            buffer.Append(believed);
        }
        else
        {
            buffer.Append(own);
        }

        buffer.EndLine();
    }

    private readonly void WritePrefix(HeadBuffer buffer, RequestContext context, bool trusted)
    {
        if (trusted && _prefix.Count > 0)
        {
            buffer.AppendHeader("X-Forwarded-Prefix", _prefix[0]);
        }
        else if (StrippedPrefix(context) is { IsEmpty: false } stripped)
        {
            buffer.AppendHeader("X-Forwarded-Prefix", stripped);
        }
    }

    private readonly void WriteVia(HeadBuffer buffer, RequestContext context)
    {
        if (_via.Count == 0)
        {
            buffer.Append("Via: "u8);
            buffer.Append(context.HttpVersion);
            buffer.Append((byte)' ');
            buffer.Append(context.Runtime.Options.ServerToken);
            buffer.EndLine();
        }
        else
        {
            WriteList(buffer, "Via: "u8, _via, $"{context.HttpVersion} {context.Runtime.Options.ServerToken}");
        }
    }

    private static void WriteList(HeadBuffer buffer, ReadOnlySpan<byte> prefix, StringValues existing, string last)
    {
        buffer.Append(prefix);
        for (var i = 0; i < existing.Count; i++)
        {
            buffer.Append(existing[i]);
            buffer.Append(", "u8);
        }

        buffer.Append(last);
        buffer.EndLine();
    }
}
