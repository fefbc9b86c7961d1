namespace Sightglass.Gateway.Upstream;

/// <summary>One read of a response body.</summary>
/// <param name="Bytes">Body bytes written to the destination; may be 0 with <paramref name="IsLast"/>.</param>
/// <param name="IsLast">The body is complete; there is nothing more to read.</param>
/// <param name="Error">Why the body cannot be read on; <paramref name="Bytes"/> is 0 then.</param>
internal readonly record struct BodyRead(int Bytes, bool IsLast, UpstreamError Error);
