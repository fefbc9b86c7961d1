using Sightglass.Expressions.Fields;

namespace Sightglass.Gateway.Pipeline;

/// <summary>The fields of a request whose headers are complete, for the router's expressions.</summary>
internal readonly ref struct RequestFieldSource(RequestContext context) : IFieldSource
{
    public FieldState Read(FieldReference field, ref FieldValues values) => RequestFieldReader.Read(context, field, ref values);
}
