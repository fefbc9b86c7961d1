namespace Sightglass.Web.Debugger.Traces;

/// <summary>How a request ended.</summary>
public enum TraceSeverity
{
    /// <summary>As it should.</summary>
    Fine,

    /// <summary>It was answered, but something on the way went wrong or the client was refused.</summary>
    Warning,

    /// <summary>It failed.</summary>
    Failed,
}
