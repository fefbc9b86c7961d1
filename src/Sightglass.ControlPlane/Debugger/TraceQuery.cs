namespace Sightglass.ControlPlane.Debugger;

/// <summary>Which traces of a session to list. All conditions must hold.</summary>
public sealed record TraceQuery
{
    /// <summary>1 to 1,000; default 100.</summary>
    public int Size { get; init; } = 100;

    /// <summary>Cursor from <see cref="Http.Page{T}.Next"/>.</summary>
    public string? After { get; init; }

    /// <summary>Cursor from <see cref="Http.Page{T}.Previous"/>.</summary>
    public string? Before { get; init; }

    /// <summary>Lowest status code.</summary>
    public int? MinStatus { get; init; }

    /// <summary>Highest status code.</summary>
    public int? MaxStatus { get; init; }

    public string? Method { get; init; }

    public string? PathEquals { get; init; }

    public string? PathContains { get; init; }

    /// <summary>Least total duration in milliseconds.</summary>
    public double? MinDurationMs { get; init; }

    /// <summary>Greatest total duration in milliseconds.</summary>
    public double? MaxDurationMs { get; init; }
}
