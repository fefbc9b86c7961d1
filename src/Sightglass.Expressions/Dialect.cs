namespace Sightglass.Expressions;

/// <summary>The two ways of reading an expression.</summary>
public enum Dialect
{
    /// <summary>Route expressions: the strict grammar.</summary>
    Route,

    /// <summary>
    /// Sampling rules: the strict grammar plus bare words as string constants (<c>http.method == GET</c>) and bracketed fields
    /// (<c>span["kong.dns"].duration_ms</c>).
    /// </summary>
    Sampling,
}
