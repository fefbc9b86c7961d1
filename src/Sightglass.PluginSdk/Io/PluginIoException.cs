namespace Sightglass.PluginSdk.Io;

/// <summary>A plugin's call to a third party failed. The message names the peer and the step, and holds no secret.</summary>
public sealed class PluginIoException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="error">What kind of failure it is.</param>
    /// <param name="message">The peer and the step that failed; no secrets.</param>
    /// <param name="innerException">What caused it; null when nothing else did.</param>
    public PluginIoException(PluginIoError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Which step failed.</summary>
    public PluginIoError Error { get; }
}
