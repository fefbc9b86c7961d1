using Microsoft.AspNetCore.Http.Features;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Proxying;

/// <summary>Where the request's body comes from and how it is framed for the upstream.</summary>
internal readonly struct RequestBody
{
    /// <summary>The body, or its beginning when <see cref="IsStreamed"/>.</summary>
    public ReadOnlyMemory<byte> Memory { get; private init; }

    /// <summary>The rest comes from the client while it is sent: it can be sent only once.</summary>
    public bool IsStreamed { get; private init; }

    public RequestFraming Framing { get; private init; }

    public static RequestBody Of(RequestContext context)
    {
        if (context.Changes.Body is { } replaced)
        {
            return InMemory(replaced);
        }

        if (!context.HasBody)
        {
            // That a body is empty is said to the upstream where the client has said it.
            return context.RequestHeaders.ContentLength == 0 ? InMemory(default) : default;
        }

        if (context.BufferedRequest is not { } buffered)
        {
            return new RequestBody { IsStreamed = true, Framing = new RequestFraming(true, context.RequestHeaders.ContentLength ?? -1) };
        }

        return buffered.IsComplete && !HasTrailers(context)
            ? InMemory(buffered.Data)
            : new RequestBody
            {
                Memory = buffered.Data,
                IsStreamed = true,
                Framing = new RequestFraming(true, context.RequestHeaders.ContentLength ?? -1),
            };
    }

    // Only chunks can have something after them.
    private static bool HasTrailers(RequestContext context)
        => context.RequestHeaders.ContentLength is null
            && context.Features.Get<IHttpRequestTrailersFeature>() is { Available: true, Trailers.Count: > 0 };

    private static RequestBody InMemory(ReadOnlyMemory<byte> body) => new() { Memory = body, Framing = new RequestFraming(true, body.Length) };
}
