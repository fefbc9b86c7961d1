namespace Sightglass.ControlPlane.Debugger;

/// <summary>Which sessions to list.</summary>
public sealed record DebugSessionQuery
{
    /// <summary>1 to 100; default 25.</summary>
    public int Size { get; init; } = 25;

    /// <summary>Cursor from <see cref="Http.Page{T}.Next"/>.</summary>
    public string? After { get; init; }

    /// <summary>Cursor from <see cref="Http.Page{T}.Previous"/>.</summary>
    public string? Before { get; init; }

    public SessionState? State { get; init; }

    public string? NameContains { get; init; }

    public string? CreatedBy { get; init; }

    /// <summary>Newest first unless false.</summary>
    public bool Descending { get; init; } = true;
}
