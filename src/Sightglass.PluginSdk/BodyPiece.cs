namespace Sightglass.PluginSdk;

/// <summary>
/// A piece of the response's body on its way to the client. To drop it, set <see cref="Data"/> empty; to hold it back, copy it and set
/// it empty; to add something, set it to other memory, which must stay unchanged until the handler is entered again.
/// </summary>
public struct BodyPiece
{
    /// <summary>The bytes; empty is allowed.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>Whether it is the last piece. The last piece may be empty.</summary>
    public bool IsLast { get; init; }
}
