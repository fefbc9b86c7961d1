using System.Buffers;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.RequestDebugging;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>2 headers read: asks the debug sessions, and records how the request came in.</summary>
internal static class HeadersStage
{
    // Colon, space and line end.
    private const int LineOverhead = 4;

    private static readonly SearchValues<char> MethodCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_-");

    public static void Run(RequestContext context)
    {
        if (context.Runtime.RequestDebugger is { } debugger)
        {
            context.DebugAsk = debugger.Read(context);
        }

        if ((context.Runtime.Gate.Active || context.DebugAsk != RequestDebugAsk.None || context.IsRecordedForPlugins) && context.Runtime.Tracing is { } tracing)
        {
            context.Trace = tracing.Begin(context);
            if (context.Trace is { } trace)
            {
                Record(context, trace);
            }
        }

        if (context.Connection.Handshake?.Client?.Refusal is { } refusal)
        {
            context.ExitWithError(400, refusal, ExitKind.ProxyFailure);
            context.ClosesConnection = true;
        }
        else if (context.Method is "TRACE" or "CONNECT")
        {
            // Neither makes sense through a gateway, and TRACE shows what was added on the way.
            context.ExitWithError(405, GatewayMessages.ForHttpLayer(405), ExitKind.ProxyFailure);
        }
        else if (context.HasInvalidTarget
            || context.Method.AsSpan().ContainsAnyExcept(MethodCharacters)
            || (context.Host.Length == 0 && context.HttpVersion == "1.1"))
        {
            context.ExitWithError(400, GatewayMessages.ForHttpLayer(400), ExitKind.Refusal);
        }
        else if (!StrictRequest.Accepts(context))
        {
            // What follows on the connection cannot be told from the rest of this.
            context.ExitWithError(400, GatewayMessages.ForHttpLayer(400), ExitKind.ProxyFailure);
            context.ClosesConnection = true;
        }
        else if (!context.IsHttp2 && context.RequestHeadSize > context.Runtime.Options.MaxRequestLineSize && HasLongLine(context))
        {
            context.ExitWithError(400, GatewayMessages.ForHttpLayer(431), ExitKind.ProxyFailure);
            context.ClosesConnection = true;
        }
        else if (context.Runtime.Options.MaxRequestBodySize is > 0 and var limit && context.RequestHeaders.ContentLength > limit)
        {
            context.ExitWithError(413, GatewayMessages.PayloadTooLarge, ExitKind.ProxyFailure);
            context.ClosesConnection = true;
        }
    }

    private static bool HasLongLine(RequestContext context)
    {
        var limit = context.Runtime.Options.MaxRequestLineSize;
        var headers = context.EnumerateRequestHeaders();
        while (headers.MoveNext())
        {
            var (name, values) = headers.Current;
            foreach (var value in values)
            {
                if (name.Length + (value?.Length ?? 0) + LineOverhead > limit)
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
            trace.Set(span, AttributeKeys.ProxyKongHttpHeadersSize, context.RequestHeadSize);
        }

        // On HTTP/2 the client has sent all of them by then, and what follows is the gateway's own work.
        var waitsUntil = context.IsHttp2 ? context.FirstByteTimestamp : context.HeadersTimestamp;
        trace.Ledger.Charge(LatencyKind.Client, waitsSince, waitsUntil);
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
        foreach (var (plugin, start, end, failure) in handshake.Plugins ?? [])
        {
            var span = trace.Add(plugin.CertificateSpan, phase, start, end);
            trace.Set(span, AttributeKeys.ProxyKongPluginInstanceId, plugin.InstanceId);
            if (failure is not null)
            {
                trace.AddException(span, failure, end);
            }
        }

        trace.Ledger.Charge(LatencyKind.Client, waitsSince, handshake.CertificatePhaseStart);
        return handshake.CertificatePhaseEnd;
    }
}
