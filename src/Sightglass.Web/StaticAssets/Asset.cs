namespace Sightglass.Web.StaticAssets;

/// <summary>One file the browser loads, ready to be sent.</summary>
/// <param name="Path">Its path below the assets' root, for example <c>js/waterfall.js</c>.</param>
/// <param name="ContentType">The media type, with the charset where there is one.</param>
/// <param name="Content">The bytes as they are.</param>
/// <param name="Compressed">The bytes compressed with Brotli; null where that would not make them smaller.</param>
internal sealed record Asset(string Path, string ContentType, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte>? Compressed);
