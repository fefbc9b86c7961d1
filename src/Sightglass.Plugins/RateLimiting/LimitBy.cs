namespace Sightglass.Plugins.RateLimiting;

/// <summary>What requests are counted by.</summary>
internal enum LimitBy
{
    Consumer,
    Credential,
    Ip,
    Service,
    Header,
    Path,
}
