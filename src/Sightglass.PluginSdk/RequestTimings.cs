namespace Sightglass.PluginSdk;

/// <summary>Durations in milliseconds as the field's log record has them (gateway.md 5).</summary>
/// <param name="StartedAt">Unix milliseconds.</param>
/// <param name="Request">First byte in to last byte out.</param>
/// <param name="Kong">The gateway's own share.</param>
/// <param name="Proxy">Waiting for the upstream's response head; −1 if the request was not proxied.</param>
/// <param name="Receive">Reading the upstream's response body.</param>
public readonly record struct RequestTimings(long StartedAt, double Request, double Kong, double Proxy, double Receive);
