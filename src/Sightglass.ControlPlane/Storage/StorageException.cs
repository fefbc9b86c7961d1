namespace Sightglass.ControlPlane.Storage;

/// <summary>The storage cannot do its work: disk full, file damaged, server gone. Answered with 503.</summary>
internal sealed class StorageException(string message, Exception? innerException = null) : Exception(message, innerException);
