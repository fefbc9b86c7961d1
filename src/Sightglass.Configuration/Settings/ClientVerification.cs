namespace Sightglass.Configuration.Settings;

/// <summary>Whether clients are asked for a certificate when they connect by TLS (<c>ssl_verify_client</c>).</summary>
public enum ClientVerification
{
    /// <summary>They are not asked.</summary>
    Off,

    /// <summary>They must present one that an authority of the configuration signed.</summary>
    On,

    /// <summary>They may present one; one that is presented must be signed by an authority of the configuration.</summary>
    Optional,

    /// <summary>They may present one, signed by whomever. What is otherwise wrong with it is still an error.</summary>
    OptionalNoCa,
}
