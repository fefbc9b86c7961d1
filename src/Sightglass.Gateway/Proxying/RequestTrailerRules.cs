using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// Which fields may follow a request's body. What frames, routes, authenticates or changes a request, or says how to read its body, belongs in
/// its head, where it is looked at (RFC 9110, 6.5.1).
/// </summary>
internal static class RequestTrailerRules
{
    private static readonly FrozenSet<string> Refused = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        HeaderNames.Authorization,
        HeaderNames.CacheControl,
        HeaderNames.ContentEncoding,
        HeaderNames.ContentRange,
        HeaderNames.ContentType,
        HeaderNames.Cookie,
        HeaderNames.IfMatch,
        HeaderNames.IfModifiedSince,
        HeaderNames.IfNoneMatch,
        HeaderNames.IfRange,
        HeaderNames.IfUnmodifiedSince,
        HeaderNames.MaxForwards,
        HeaderNames.Pragma,
        HeaderNames.Range,
        HeaderNames.Trailer);

    public static bool Allows(string name) => RequestHeaderRoles.Get(name) == RequestHeaderRole.Forward && !Refused.Contains(name);
}
