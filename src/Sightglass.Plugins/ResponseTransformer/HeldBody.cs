using System.Buffers;

namespace Sightglass.Plugins.ResponseTransformer;

/// <summary>The body of one response while it is collected.</summary>
internal sealed class HeldBody
{
    /// <summary>The pieces so far; null once the body turned out too large and is passed on as it comes.</summary>
    public ArrayBufferWriter<byte>? Buffer { get; set; } = new();
}
