namespace Sightglass.ControlPlane.Encryption;

/// <summary>Captured data cannot be encrypted or read because its key cannot be used.</summary>
internal sealed class KeyUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
