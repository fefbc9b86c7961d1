using System.Globalization;

namespace Sightglass.Configuration.Settings;

/// <summary>How much of the past a node keeps for debug sessions (<c>debug_lookback</c>).</summary>
/// <param name="Duration">How long finished requests are kept; zero for no bound in time.</param>
/// <param name="Requests">How many at most; zero for not at all.</param>
public readonly record struct LookbackLimit(TimeSpan Duration, int Requests)
{
    /// <summary>The most requests that are kept, whatever is asked for.</summary>
    public const int MostRequests = 10_000;

    private const int LongestSeconds = 3_600;

    /// <summary>Whether nothing is kept.</summary>
    public bool IsOff => Requests == 0;

    /// <summary>Reads <c>30s</c> (a time), <c>500</c> (a number of requests) or <c>0</c>.</summary>
    public static string? Read(string text, out LookbackLimit value)
    {
        var seconds = text.EndsWith('s');
        var read = int.TryParse(seconds ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= (seconds ? LongestSeconds : MostRequests);
        value = !read || number == 0 ? default
            : seconds ? new LookbackLimit(TimeSpan.FromSeconds(number), MostRequests)
            : new LookbackLimit(TimeSpan.Zero, number);
        return read ? null : $"expected a time such as 30s, up to {LongestSeconds}s, or a number of requests such as 500, up to {MostRequests}, got '{text}'";
    }
}
