using System.Collections.Immutable;
using Sightglass.Expressions.Fields;

namespace Sightglass.Configuration.Routing;

/// <summary>The fields that route expressions may use. Their ids are those of <see cref="RequestFieldIds"/>.</summary>
public static class RouterFields
{
    // A route is matched in one go, when the request's head is there.
    private static readonly ImmutableArray<string> Stages = ["routing"];

    /// <summary>The fields of the http subsystem: routes with http, https, grpc and grpcs.</summary>
    public static FieldCatalogue Catalogue { get; } = new(RequestFields.Http, Stages);

    /// <summary>The fields of the stream subsystem: routes with tcp, udp, tls and tls_passthrough. There is no <c>http.*</c> in it.</summary>
    public static FieldCatalogue StreamCatalogue { get; } = new(RequestFields.Stream, Stages);
}
