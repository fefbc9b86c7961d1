namespace Sightglass.Gateway.Tests.Hostile;

/// <summary>A whole message as <see cref="FramingModel"/> has read it.</summary>
/// <param name="Method">Of a request; empty for a response.</param>
/// <param name="Status">Of a response; 0 for a request.</param>
/// <param name="Body">The body, framing removed.</param>
/// <param name="Mark">The values of <c>X-Mark</c>: what tells messages apart.</param>
internal sealed record ModelMessage(string Method, int Status, string Body, string Mark);
