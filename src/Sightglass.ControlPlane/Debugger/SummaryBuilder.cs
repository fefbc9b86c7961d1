using System.Collections.Immutable;
using Sightglass.Tracing.Model;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Gathers the figures of a session, trace by trace.</summary>
internal sealed class SummaryBuilder
{
    private const int MaxRows = 50;
    private const string PluginPart = ".plugin.";

    private readonly SortedDictionary<int, int> _statusCodes = [];
    private readonly List<LatencyBreakdown> _latencies = [];
    private readonly Dictionary<string, Group> _spans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Group> _plugins = new(StringComparer.Ordinal);

    public void Add(CapturedTrace captured)
    {
        var status = captured.Item.StatusCode ?? 0;
        _statusCodes[status] = _statusCodes.GetValueOrDefault(status) + 1;
        _latencies.Add(captured.Trace.Latency);
        foreach (var span in captured.Trace.Spans)
        {
            Add(_spans, span.Name, span);

            // kong.{phase}.plugin.{plugin}: all phases of a plugin are one row.
            var at = span.Name.IndexOf(PluginPart, StringComparison.Ordinal);
            if (at > 0 && span.Name.StartsWith("kong.", StringComparison.Ordinal))
            {
                Add(_plugins, span.Name[(at + PluginPart.Length)..], span);
            }
        }
    }

    public SessionSummary Build(int dropped) => new()
    {
        TraceCount = _latencies.Count,
        DroppedCount = dropped,
        StatusCodes = [.. _statusCodes.Select(entry => new StatusCount(entry.Key, entry.Value))],
        Latency = new LatencySummary(
            Percentiles(latency => latency.Total),
            Percentiles(latency => latency.Internal),
            Percentiles(latency => latency.Upstream),
            Percentiles(latency => latency.Client),
            Percentiles(latency => latency.ThirdParty)),
        Spans = Rows(_spans),
        Plugins = Rows(_plugins),
    };

    private static void Add(Dictionary<string, Group> groups, string name, Span span)
    {
        if (!groups.TryGetValue(name, out var group))
        {
            groups[name] = group = new Group();
        }

        group.Durations.Add(span.Duration);
        group.Errors += span.Status == SpanStatus.Error ? 1 : 0;
    }

    private static ImmutableArray<SpanSummary> Rows(Dictionary<string, Group> groups) =>
    [
        .. groups
            .Select(entry => new SpanSummary(entry.Key, entry.Value.Durations.Count, entry.Value.Durations.Sum(), entry.Value.Errors, Of(entry.Value.Durations)))
            .OrderByDescending(row => row.TotalTime)
            .ThenBy(row => row.Name, StringComparer.Ordinal)
            .Take(MaxRows),
    ];

    private static Percentiles Of(List<long> values)
    {
        if (values.Count == 0)
        {
            return new Percentiles(0, 0, 0, 0, 0);
        }

        values.Sort();
        return new Percentiles(Rank(0.50), Rank(0.90), Rank(0.95), Rank(0.99), values[^1]);

        // Nearest rank: the smallest value that at least this part of all values does not exceed.
        long Rank(double part) => values[Math.Max(0, (int)Math.Ceiling(part * values.Count) - 1)];
    }

    private Percentiles Percentiles(Func<LatencyBreakdown, long> category) => Of([.. _latencies.Select(category)]);

    private sealed class Group
    {
        public List<long> Durations { get; } = [];

        public int Errors { get; set; }
    }
}
