namespace Sightglass.Gateway.Listening;

/// <summary>A listener while it is bound.</summary>
internal sealed class ListenerRuntime(ListenerSettings settings)
{
    public ListenerSettings Settings { get; } = settings;

    /// <summary>The port told to upstreams: the bound one, or what <c>port_maps</c> has for it. Set once the listener is bound.</summary>
    public int Port { get; set; } = settings.EndPoint.Port;
}
