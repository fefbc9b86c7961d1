namespace Sightglass.PluginSdk.Io.Http;

/// <summary>A call to make.</summary>
public sealed record PluginHttpRequest
{
    /// <summary>The absolute http or https address. User information in it is not sent; set a header.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The method. Default GET.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Header lines. <c>Host</c>, <c>Content-Length</c> and connection handling are the client's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }
}
