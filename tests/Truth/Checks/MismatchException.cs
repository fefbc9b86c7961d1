namespace Truth.Checks;

/// <summary>A trace does not show an injected delay as it must.</summary>
internal sealed class MismatchException(string message) : Exception(message);
