namespace Sightglass.Plugins.ProxyCache;

internal sealed record ProxyCacheOptions
{
    public required int[] ResponseCodes { get; init; }
    public required string[] RequestMethods { get; init; }
    public required CacheableType[] ContentTypes { get; init; }

    /// <summary>Seconds.</summary>
    public long CacheTtl { get; init; }

    /// <summary>Seconds; null for as long as a response is fresh.</summary>
    public long? StorageTtl { get; init; }

    /// <summary>Whether the directives of requests and responses are obeyed.</summary>
    public bool CacheControl { get; init; }
    public bool IgnoreUriCase { get; init; }

    /// <summary>Empty for all.</summary>
    public required string[] VaryQueryParams { get; init; }

    /// <summary>Empty for none.</summary>
    public required string[] VaryHeaders { get; init; }

    /// <summary>The name of the memory.</summary>
    public required string Area { get; init; }
    public bool ShowAge { get; init; }
    public bool ShowStatus { get; init; }
    public bool ShowKey { get; init; }
}
