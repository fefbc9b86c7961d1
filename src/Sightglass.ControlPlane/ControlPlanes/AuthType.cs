using System.Collections.Immutable;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>How a node's certificate is judged.</summary>
public static class AuthType
{
    /// <summary>Each certificate is registered; the default.</summary>
    public const string Pinned = "pinned_client_certs";

    /// <summary>It is signed by an authority that is registered.</summary>
    public const string Pki = "pki_client_certs";

    public static readonly ImmutableArray<string> All = [Pinned, Pki];
}
