namespace Sightglass.Gateway.Dns;

/// <summary>Why a name was not resolved (gateway.md 10).</summary>
internal enum DnsError
{
    None,

    /// <summary>Response code 1.</summary>
    FormatError,

    /// <summary>Response code 2.</summary>
    ServerFailure,

    /// <summary>Response code 3: the name does not exist.</summary>
    NameError,

    /// <summary>Response code 4.</summary>
    NotImplemented,

    /// <summary>Response code 5.</summary>
    Refused,

    /// <summary>Another response code.</summary>
    OtherServerError,

    /// <summary>The name exists and has no address.</summary>
    EmptyRecord,

    /// <summary>The text is not a valid name or address.</summary>
    InvalidName,

    /// <summary>Aliases that lead back to themselves, or too many of them.</summary>
    Recursion,

    /// <summary>No server could be reached, or none answered in time.</summary>
    Network,

    /// <summary>The caller gave up.</summary>
    Aborted,
}
