using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Net;
using Sightglass.Gateway.Routing;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Gives expressions the values of the request fields (<see cref="RequestFields"/>): known once the headers are complete.</summary>
internal static class RequestFieldReader
{
    public static FieldState Read(RequestContext context, FieldReference field, ref FieldValues values)
    {
        switch (field.Id)
        {
            case RequestFieldIds.NetProtocol:
                values.Set(context.Scheme);
                return FieldState.Present;
            case RequestFieldIds.TlsSni:
                return Text(context.ServerName, ref values);
            case RequestFieldIds.HttpMethod:
                values.Set(context.Method);
                return FieldState.Present;
            case RequestFieldIds.HttpHost:
                var host = HostName.Split(context.Host, out _);
                if (host.IsEmpty)
                {
                    return FieldState.Absent;
                }

                values.Set(host);
                return FieldState.Present;
            case RequestFieldIds.HttpPath:
                return Text(context.Path, ref values);
            case RequestFieldIds.HttpPathSegment:
                return context.Path is { } path ? PathSegments.Read(path, field.First, field.Last, ref values) : FieldState.Absent;
            case RequestFieldIds.HttpPathSegmentCount:
                values.Set(PathSegments.Count(context.Path));
                return FieldState.Present;
            case RequestFieldIds.HttpHeader:
                return HeaderValues.Read(context, field.Label, ref values);
            case RequestFieldIds.HttpQuery:
                return QueryValues.Read(context.Query, field.Label, ref values);
            case RequestFieldIds.NetSourceAddress:
                values.Set(IpValue.From(context.ClientAddress));
                return FieldState.Present;
            case RequestFieldIds.NetSourcePort:
                values.Set(context.ClientPort);
                return FieldState.Present;
            case RequestFieldIds.NetDestinationAddress:
                values.Set(IpValue.From(context.Connection.LocalAddress));
                return FieldState.Present;
            case RequestFieldIds.NetDestinationPort:
                _ = HostName.Split(context.Host, out var port);
                values.Set(port >= 0 ? port : context.Connection.Listener.Port);
                return FieldState.Present;
            default:
                return FieldState.Absent;
        }
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
}
