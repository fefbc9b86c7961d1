namespace Sightglass.Gateway.ControlPlaneLink;

/// <summary>Waits that double from a first to a longest, each spread over its upper half so that nodes do not return in step.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _failures;

    /// <summary>The wait before the next try.</summary>
    public TimeSpan Next()
    {
        var doubled = first * Math.Pow(2, Math.Min(_failures, 30));
        _failures++;
        var bound = doubled < longest ? doubled : longest;
        return bound * (0.5 + (0.5 * Random.Shared.NextDouble()));
    }

    /// <summary>A try succeeded.</summary>
    public void Reset() => _failures = 0;
}
