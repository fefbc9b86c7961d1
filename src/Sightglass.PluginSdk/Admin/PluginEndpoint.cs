namespace Sightglass.PluginSdk.Admin;

/// <summary>An endpoint that a plugin adds to the Admin API.</summary>
/// <param name="Method">GET, POST, PUT, PATCH or DELETE.</param>
/// <param name="Pattern">Its path, for example <c>/proxy-cache/{key}</c>. It must be no other endpoint's.</param>
/// <param name="Answer">Answers a request. The token ends with the server or the time an answer may take, not with the client.</param>
public sealed record PluginEndpoint(
    string Method,
    string Pattern,
    Func<PluginEndpointRequest, CancellationToken, ValueTask<PluginEndpointAnswer>> Answer);
