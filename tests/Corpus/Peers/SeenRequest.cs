namespace Corpus.Peers;

/// <summary>A request as an upstream received it.</summary>
internal sealed record SeenRequest(string Upstream, Message Message);
