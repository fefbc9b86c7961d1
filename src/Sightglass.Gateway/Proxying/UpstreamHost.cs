namespace Sightglass.Gateway.Proxying;

/// <summary>The Host header for the upstream: a name and the port to append, if any (gateway.md 8.2).</summary>
/// <param name="Name">The name; may already contain a port.</param>
/// <param name="Port">The port to append; 0 for none.</param>
internal readonly record struct UpstreamHost(string Name, int Port)
{
    public override string ToString() => Port == 0 ? Name : $"{Name}:{Port}";
}
