namespace Sightglass.PluginSdk.Loading;

/// <summary>A plugin library cannot be used. The message names the file, and is for the operator.</summary>
/// <param name="message">What is wrong, and what was expected.</param>
/// <param name="innerException">What caused it; null when nothing else did.</param>
public sealed class PluginLibraryException(string message, Exception? innerException = null) : Exception(message, innerException);
