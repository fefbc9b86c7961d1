using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace Sightglass.Plugins.ProxyCache;

/// <summary>The response of one request on its way into the store.</summary>
internal sealed class ResponseRecording(string key)
{
    public string Key => key;

    /// <summary>Its status; 0 until the headers have shown that it may be kept.</summary>
    public int Status { get; set; }

    public KeyValuePair<string, StringValues>[] Headers { get; set; } = [];

    public double SecondsToLive { get; set; }

    /// <summary>Its body so far; null once it turned out too large.</summary>
    public ArrayBufferWriter<byte>? Body { get; set; } = new();
}
