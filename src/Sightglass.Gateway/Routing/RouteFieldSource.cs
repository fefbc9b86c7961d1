using Sightglass.Expressions.Fields;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Routing;

/// <summary>Gives route expressions the values of a request. All their fields are known when a route is looked for.</summary>
internal readonly ref struct RouteFieldSource : IFieldSource
{
    private readonly RouterRequest _request;

    public RouteFieldSource(in RouterRequest request) => _request = request;

    public FieldState Read(FieldReference field, ref FieldValues values)
    {
        switch (field.Id)
        {
            case RequestFieldIds.HttpMethod:
                values.Set(_request.Method);
                return FieldState.Present;
            case RequestFieldIds.HttpHost when _request.Host.IsEmpty:
                return FieldState.Absent;
            case RequestFieldIds.HttpHost:
                values.Set(_request.Host);
                return FieldState.Present;
            case RequestFieldIds.HttpPath:
                values.Set(_request.Path);
                return FieldState.Present;
            case RequestFieldIds.NetDestinationPort:
                values.Set(_request.Port);
                return FieldState.Present;
            default:
                return _request.Context is { } context ? RequestFieldReader.Read(context, field, ref values) : FieldState.Absent;
        }
    }
}
