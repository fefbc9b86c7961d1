namespace Truth.Checks;

/// <summary>Who a request's time is charged to.</summary>
internal enum Party
{
    /// <summary>Nobody: the time is no part of the request's.</summary>
    None,

    Internal,
    Client,
    Upstream,
    ThirdParty,
}
