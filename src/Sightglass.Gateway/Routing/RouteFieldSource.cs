using Sightglass.Expressions.Fields;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Routing;

/// <summary>Gives route expressions the values of a request. All their fields are known when a route is looked for.</summary>
internal readonly struct RouteFieldSource(RequestContext context) : IFieldSource
{
    public FieldState Read(FieldReference field, ref FieldValues values) => RequestFieldReader.Read(context, field, ref values);
}
