namespace Sightglass.Tracing.Interchange;

/// <summary>A file cannot be opened as traces: says why, and what would do.</summary>
public sealed class TraceFileException(string message, Exception? cause = null) : FormatException(message, cause);
