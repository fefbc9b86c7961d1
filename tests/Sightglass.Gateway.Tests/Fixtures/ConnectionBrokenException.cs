namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>The peer broke the connection off instead of closing it.</summary>
internal sealed class ConnectionBrokenException : IOException;
