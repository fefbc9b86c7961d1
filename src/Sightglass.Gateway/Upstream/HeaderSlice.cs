namespace Sightglass.Gateway.Upstream;

/// <summary>Where one header is, counted from the start of the head.</summary>
internal readonly record struct HeaderSlice(int NameStart, int NameLength, int ValueStart, int ValueLength, KnownHeader Known);
