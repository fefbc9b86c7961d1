namespace Corpus.Model;

/// <summary>How an upstream behaves until a step says otherwise.</summary>
internal sealed class UpstreamSpec
{
    /// <summary>Whether it speaks TLS, with a certificate it signed itself.</summary>
    public bool Tls { get; init; }

    /// <summary>Whether connections to it are refused: the port is taken and nobody listens.</summary>
    public bool Refuse { get; init; }

    /// <summary>The loopback address it listens on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Listens on the port of another upstream, at its own address.</summary>
    public string? PortOf { get; init; }

    /// <summary>What it answers; null is 200 with its own name as body.</summary>
    public Reply? Reply { get; init; }
}
