using System.Net;

namespace Sightglass.Gateway.Upstream;

/// <summary>An address and port that a name stands for. Remembers the endpoints made from it, so that a request makes none.</summary>
internal sealed class ResolvedAddress(IPAddress address, int port)
{
    private UpstreamEndpoint? _plain;
    private UpstreamEndpoint? _tls;

    public IPAddress Address { get; } = address;

    public int Port { get; } = port;

    /// <summary>The address as text, made once: attributes and log records repeat it.</summary>
    public string AddressText { get; } = address.ToString();

    /// <summary>The endpoint for plain TCP, or for <paramref name="tls"/>. No allocation when called again with equal options.</summary>
    public UpstreamEndpoint ToEndpoint(UpstreamTlsOptions? tls)
    {
        if (tls is null)
        {
            return _plain ??= new UpstreamEndpoint(new IPEndPoint(Address, Port));
        }

        var known = _tls;
        if (known is null || !tls.Equals(known.Tls))
        {
            _tls = known = new UpstreamEndpoint(new IPEndPoint(Address, Port), tls);
        }

        return known;
    }

    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}
