using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Upstream;

/// <summary>What a connect gave. Times are Stopwatch ticks; 0 where the step was not reached.</summary>
internal readonly struct ConnectResult
{
    public Transport? Transport { get; init; }

    public UpstreamError Error { get; init; }

    public string? Detail { get; init; }

    public long ConnectStart { get; init; }

    public long Connected { get; init; }

    public long TlsDone { get; init; }
}
