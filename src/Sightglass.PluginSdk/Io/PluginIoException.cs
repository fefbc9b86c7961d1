namespace Sightglass.PluginSdk.Io;

/// <summary>A plugin's call to a third party failed. The message names the peer and the step, and holds no secret.</summary>
public sealed class PluginIoException : Exception
{
    public PluginIoException(PluginIoError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Which step failed.</summary>
    public PluginIoError Error { get; }
}
