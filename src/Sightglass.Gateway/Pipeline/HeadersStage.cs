using System.Buffers;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Listening;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>2 headers read: asks the debug sessions, and records how the request came in.</summary>
internal static class HeadersStage
{
    // One line must fit into one of the field's buffers of 8 KiB, with its colon, space and line end.
    private const int MaxHeaderLine = 8 * 1024;
    private const int LineOverhead = 4;

    private static readonly SearchValues<char> MethodCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_-");

    public static void Run(RequestContext context)
    {
        if (context.Runtime.Gate.Active && context.Runtime.Tracing is { } tracing)
        {
            context.Trace = tracing.Begin(context);
            if (context.Trace is { } trace)
            {
                Record(context, trace);
            }
        }

        if (context.Method is "TRACE" or "CONNECT")
        {
            // Neither makes sense through a gateway, and TRACE shows what was added on the way.
            context.ExitWithError(405, GatewayMessages.ForHttpLayer(405), ExitKind.ProxyFailure);
        }
        else if (context.HasInvalidTarget || context.Method.AsSpan().ContainsAnyExcept(MethodCharacters))
        {
            context.ExitWithError(400, GatewayMessages.ForHttpLayer(400), ExitKind.Refusal);
        }
        else if (context.RequestHeadSize > MaxHeaderLine && HasLongLine(context))
        {
            context.ExitWithError(400, GatewayMessages.ForHttpLayer(431), ExitKind.ProxyFailure);
        }
    }

    private static bool HasLongLine(RequestContext context)
    {
        var headers = context.EnumerateRequestHeaders();
        while (headers.MoveNext())
        {
            var (name, values) = headers.Current;
            foreach (var value in values)
            {
                if (name.Length + (value?.Length ?? 0) + LineOverhead > MaxHeaderLine)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Record(RequestContext context, TraceRecorder trace)
    {
        var connection = context.Connection;
        var isFirst = context.RequestNumber == 1;
        var waitsSince = context.BeginTimestamp;
        if (isFirst && connection.Handshake is { Begun: not 0, Finished: not 0 } handshake)
        {
            waitsSince = RecordHandshake(context, trace, handshake, waitsSince);
        }

        // Unknown for a request whose first byte came before the session did: then it begins with its headers.
        if (context.FirstByteTimestamp < context.HeadersTimestamp)
        {
            var span = trace.Add(SpanNames.ReadClientHttpHeaders, TraceRecorder.Root, context.FirstByteTimestamp, context.HeadersTimestamp);
            trace.Set(span, AttributeKeys.ProxyKongHttpHeadersCount, CountHeaders(context));
            trace.Set(span, AttributeKeys.ProxyKongHttpHeadersSize, context.RequestHeadSize);
        }

        // On HTTP/2 the client has sent all of them by then, and what follows is the gateway's own work.
        var waitsUntil = context.IsHttp2 ? context.FirstByteTimestamp : context.HeadersTimestamp;
        trace.Ledger.Enter(LatencyKind.Client, waitsSince);
        trace.Ledger.Leave(LatencyKind.Client, waitsSince, waitsUntil);
    }

    // Choosing the certificate is the gateway's own work; the rest of the handshake waits for the client.
    private static long RecordHandshake(RequestContext context, TraceRecorder trace, HandshakeState handshake, long waitsSince)
    {
        trace.Add(SpanNames.TlsHandshake, TraceRecorder.Root, handshake.Begun, handshake.Finished);
        if (handshake.CertificatePhaseStart == 0)
        {
            return waitsSince;
        }

        var phase = trace.Add(SpanNames.PhaseCertificate, TraceRecorder.Root, handshake.CertificatePhaseStart, handshake.CertificatePhaseEnd);
        foreach (var (plugin, start, end) in handshake.Plugins ?? [])
        {
            trace.Set(trace.Add(plugin.CertificateSpan, phase, start, end), AttributeKeys.ProxyKongPluginInstanceId, plugin.InstanceId);
        }

        trace.Ledger.Enter(LatencyKind.Client, waitsSince);
        trace.Ledger.Leave(LatencyKind.Client, waitsSince, handshake.CertificatePhaseStart);
        return handshake.CertificatePhaseEnd;
    }

    private static int CountHeaders(RequestContext context)
    {
        var count = 0;
        var headers = context.EnumerateRequestHeaders();
        while (headers.MoveNext())
        {
            count += headers.Current.Value.Count;
        }

        return count;
    }
}
