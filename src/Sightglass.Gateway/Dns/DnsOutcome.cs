namespace Sightglass.Gateway.Dns;

/// <summary>The end of a question: an answer or a failure, and the steps that led there.</summary>
internal sealed record DnsOutcome(DnsAnswer? Answer, DnsFailure? Failure)
{
    /// <summary>In order; empty when the outcome was known.</summary>
    public IReadOnlyList<DnsTry> Steps { get; init; } = [];
}
