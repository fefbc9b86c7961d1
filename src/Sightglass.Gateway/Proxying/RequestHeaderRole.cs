namespace Sightglass.Gateway.Proxying;

/// <summary>What becomes of a request header on its way to the upstream (gateway.md 8.2).</summary>
internal enum RequestHeaderRole
{
    /// <summary>Goes on as it is.</summary>
    Forward,

    /// <summary>Meant for this hop, or replaced by the gateway's own whatever it says.</summary>
    Drop,

    /// <summary>Extended by the peer's address.</summary>
    ForwardedFor,

    /// <summary>Extended by the gateway.</summary>
    Via,

    /// <summary>Believed from a trusted peer, replaced otherwise.</summary>
    ForwardedProto,

    ForwardedHost,

    ForwardedPort,

    ForwardedPath,

    ForwardedPrefix,

    /// <summary>Says who was authenticated; a client cannot say that itself where a plugin authenticates.</summary>
    Identity,

    /// <summary>Replaced by the gateway's own, where upstreams are told that.</summary>
    RequestId,

    /// <summary>Passed on only as far as it asks for trailers.</summary>
    Te,
}
