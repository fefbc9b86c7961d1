namespace Sightglass.Plugins.Bodies;

/// <summary>One part of a <c>multipart/form-data</c> body.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Head">Its header lines with their line ends, without the empty line.</param>
/// <param name="Content">Its content.</param>
internal sealed record MultipartPart(string Name, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Content);
