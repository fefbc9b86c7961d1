using Sightglass.Expressions.Fields;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Tls;
using Sightglass.Tracing.Recording;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// Gives sampling rules the values of one request at one stage. A field of a later stage is unknown, never absent: otherwise every
/// negated predicate over the response would hold at the beginning.
/// </summary>
internal readonly ref struct SamplingSource(RequestContext context, int stage, LatencyTicks latency) : IFieldSource
{
    private static readonly string[] Statuses = ["unset", "ok", "error"];

    public FieldState Read(FieldReference field, ref FieldValues values)
    {
        if (field.Definition.Stage > stage)
        {
            return FieldState.Unknown;
        }

        return field.Id switch
        {
            < SamplingFieldIds.ResponseStatusCode => RequestFieldReader.Read(context, field, ref values),
            SamplingFieldIds.ResponseStatusCode => HasResponse ? Number(context.Response.StatusCode, ref values) : FieldState.Absent,
            SamplingFieldIds.UpstreamStatusCode => context.UpstreamStatus == 0 ? FieldState.Absent : Number(context.UpstreamStatus, ref values),
            SamplingFieldIds.RouteId => Text(context.Route?.Id, ref values),
            SamplingFieldIds.ServiceId => Text(context.Service?.Id, ref values),
            SamplingFieldIds.ConsumerId => Text(context.Consumer?.Id.ToString(), ref values),
            SamplingFieldIds.UpstreamId => Text(context.UpstreamId?.ToString(), ref values),
            SamplingFieldIds.RequestId => Text(context.RequestId, ref values),
            SamplingFieldIds.LatencyTotalMs => Number(latency.Milliseconds(latency.Division.Total), ref values),
            SamplingFieldIds.LatencyTotal => Number(latency.Nanoseconds(latency.Division.Total), ref values),
            SamplingFieldIds.LatencyInternal => Number(latency.Nanoseconds(latency.Division.Internal), ref values),
            SamplingFieldIds.LatencyUpstream => Number(latency.Nanoseconds(latency.Division.Upstream), ref values),
            SamplingFieldIds.LatencyClient => Number(latency.Nanoseconds(latency.Division.Client), ref values),
            SamplingFieldIds.LatencyThirdParty => Number(latency.Nanoseconds(latency.Division.ThirdParty), ref values),
            SamplingFieldIds.LatencyDns => Number(latency.Nanoseconds(latency.Division.Dns), ref values),
            SamplingFieldIds.LatencyHttpClient => Number(latency.Nanoseconds(latency.Division.HttpClient), ref values),
            SamplingFieldIds.LatencyRedis => Number(latency.Nanoseconds(latency.Division.Redis), ref values),
            SamplingFieldIds.LatencyTcpSock => Number(latency.Nanoseconds(latency.Division.TcpSock), ref values),
            SamplingFieldIds.NetIoTimings => Text(context.Trace?.NetIoTimings(), ref values),
            SamplingFieldIds.DroppedSpans => context.Trace is { DroppedSpans: > 0 and var dropped } ? Number(dropped, ref values) : FieldState.Absent,
            SamplingFieldIds.SpanDurationMs => Durations(field, ref values),
            SamplingFieldIds.SpanStatus => StatusesOf(field, ref values),
            _ => RootAttribute(field, ref values),
        };
    }

    /// <summary>At the response's head it is about to be sent; at the end it was, or it never will be.</summary>
    private bool HasResponse => stage < (int)RequestStage.Completed || context.Response.HasStarted;

    private static FieldState Number(long value, ref FieldValues values)
    {
        values.Set(value);
        return FieldState.Present;
    }

    private static FieldState Text(string? value, ref FieldValues values)
    {
        if (value is null)
        {
            return FieldState.Absent;
        }

        values.Set(value);
        return FieldState.Present;
    }

    /// <summary>The other fields are attributes of the root span under the same name, or values those are made of.</summary>
    private FieldState RootAttribute(FieldReference field, ref FieldValues values) => field.Id switch
    {
        SamplingFieldIds.UrlFull => Text(RootAttributes.FullUrl(context), ref values),
        SamplingFieldIds.UrlScheme => Text(context.Scheme, ref values),
        SamplingFieldIds.ClientAddress => Text(context.ClientAddressText, ref values),
        SamplingFieldIds.ClientPort => context.ClientPort == 0 ? FieldState.Absent : Number(context.ClientPort, ref values),
        SamplingFieldIds.NetworkPeerAddress => Text(context.Connection.PeerAddressText, ref values),
        SamplingFieldIds.NetworkPeerPort => Number(context.Connection.Peer.Port, ref values),
        SamplingFieldIds.ServerAddress => Text(context.Connection.LocalAddressText, ref values),
        SamplingFieldIds.ServerPort => Number(context.Connection.Local.Port, ref values),
        SamplingFieldIds.NetworkProtocolName => Text(RootAttributes.ProtocolName(context), ref values),
        SamplingFieldIds.NetworkProtocolVersion => Text(context.HttpVersion, ref values),
        SamplingFieldIds.RequestMethod => Text(context.Method, ref values),
        SamplingFieldIds.RequestBodySize => Number(RootAttributes.BodySize(context), ref values),
        SamplingFieldIds.RequestSize => Number(context.RequestHeadSize + RootAttributes.BodySize(context), ref values),
        SamplingFieldIds.ResponseBodySize => HasResponse ? Number(context.ResponseBodySize, ref values) : FieldState.Absent,
        SamplingFieldIds.ResponseSize => HasResponse ? Number(context.ResponseSize, ref values) : FieldState.Absent,
        SamplingFieldIds.RequestHeaderHost => Text(context.Host.Length == 0 ? null : context.Host, ref values),
        SamplingFieldIds.TlsServerName => Text(context.ServerName, ref values),
        SamplingFieldIds.ClientKeepAlive => Text(context.RequestNumber > 1 ? "true" : "false", ref values),
        SamplingFieldIds.ConnectionRequestCount => Number(context.RequestNumber, ref values),
        _ => Tls(field, ref values),
    };

    private FieldState Tls(FieldReference field, ref FieldValues values)
    {
        if (context.Tls is not { } tls)
        {
            return FieldState.Absent;
        }

        return field.Id switch
        {
            SamplingFieldIds.TlsCipher => Text(TlsText.Cipher(tls), ref values),
            SamplingFieldIds.TlsProtocolVersion => Text(TlsText.Protocol(tls), ref values),
            SamplingFieldIds.TlsResumed => Text(context.Connection.Handshake?.Hello.Resumed switch { true => "true", false => "false", null => null }, ref values),
            SamplingFieldIds.TlsServerSubject => Text(context.Connection.Handshake?.ServerCertificate?.Subject, ref values),
            SamplingFieldIds.TlsClientSubject => Text(
                context.Features.Get<Microsoft.AspNetCore.Http.Features.ITlsConnectionFeature>()?.ClientCertificate?.Subject, ref values),
            _ => FieldState.Absent,
        };
    }

    private FieldState Durations(FieldReference field, ref FieldValues values)
    {
        if (context.Trace is not { } trace)
        {
            return FieldState.Absent;
        }

        List<long>? several = null;
        long? first = null;
        for (var span = trace.Find(field.Label); span != TraceRecorder.None; span = trace.Find(field.Label, span))
        {
            if (trace.DurationOf(span) is not { } ticks)
            {
                continue;
            }

            var duration = latency.Milliseconds(ticks);
            if (first is null)
            {
                first = duration;
            }
            else
            {
                (several ??= [first.Value]).Add(duration);
            }
        }

        if (first is null)
        {
            return FieldState.Absent;
        }

        if (several is null)
        {
            values.Set(first.Value);
        }
        else
        {
            values.Set(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(several));
        }

        return FieldState.Present;
    }

    private FieldState StatusesOf(FieldReference field, ref FieldValues values)
    {
        if (context.Trace is not { } trace)
        {
            return FieldState.Absent;
        }

        List<string?>? several = null;
        string? first = null;
        for (var span = trace.Find(field.Label); span != TraceRecorder.None; span = trace.Find(field.Label, span))
        {
            var status = Statuses[(int)trace.StatusOf(span)];
            if (first is null)
            {
                first = status;
            }
            else
            {
                (several ??= [first]).Add(status);
            }
        }

        if (several is null)
        {
            return Text(first, ref values);
        }

        values.Set(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(several));
        return FieldState.Present;
    }
}
