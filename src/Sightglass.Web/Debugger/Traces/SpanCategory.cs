namespace Sightglass.Web.Debugger.Traces;

/// <summary>Whose time a span shows. Chosen by its name; decides its colour, its pattern and its letter in the waterfall.</summary>
public enum SpanCategory
{
    /// <summary>A step of the gateway itself: a phase, the router, the request as a whole.</summary>
    Gateway,

    /// <summary>A plugin's handler.</summary>
    Plugin,

    /// <summary>Reading from the client or writing to it.</summary>
    Client,

    /// <summary>Choosing, connecting to, writing to or reading from the upstream.</summary>
    Upstream,

    /// <summary>I/O of plugins and the resolver: DNS, HTTP, Redis, sockets.</summary>
    ThirdParty,
}
