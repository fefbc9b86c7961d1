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

    /// <summary>Whether a trace fulfils all conditions.</summary>
    public bool Matches(TraceItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return (MinStatus is not { } lowest || item.StatusCode >= lowest)
            && (MaxStatus is not { } highest || item.StatusCode <= highest)
            && (Method is null || string.Equals(item.Method, Method, StringComparison.OrdinalIgnoreCase))
            && (PathEquals is null || item.Path == PathEquals)
            && (PathContains is null || item.Path?.Contains(PathContains, StringComparison.Ordinal) == true)
            && (MinDurationMs is not { } least || item.DurationMs >= least)
            && (MaxDurationMs is not { } greatest || item.DurationMs <= greatest);
    }
}
