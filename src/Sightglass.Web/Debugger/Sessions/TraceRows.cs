using System.Collections.Immutable;
using Sightglass.ControlPlane.Debugger;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>Names, orders and pages the traces of a session.</summary>
internal static class TraceRows
{
    /// <summary>Lines on one page.</summary>
    public const int PageSize = 200;

    public static ImmutableArray<TraceRow> Create(IEnumerable<TraceItem> items, EntityNames names, TraceListState state)
    {
        var rows = items.Select(item => new TraceRow
        {
            Item = item,
            Route = names.Route(item.RouteId),
            Service = names.Service(item.ServiceId),
            Node = names.Node(item.NodeId),
        });
        return [.. Order(rows, state)];
    }

    /// <summary>Id of a row's link in the page.</summary>
    public static string ElementId(string requestId) => "trace-" + requestId;

    /// <summary>How many pages so many rows take; at least one.</summary>
    public static int Pages(int rows) => Math.Max(1, (rows + PageSize - 1) / PageSize);

    // Equal rows keep the service's order, newest first.
    private static IEnumerable<TraceRow> Order(IEnumerable<TraceRow> rows, TraceListState state) => state.Sort switch
    {
        TraceColumn.Time => By(rows, state, r => r.Item.StartedAt),
        TraceColumn.Status => By(rows, state, r => r.Item.StatusCode ?? 0),
        TraceColumn.Method => By(rows, state, r => r.Item.Method, StringComparer.Ordinal),
        TraceColumn.Path => By(rows, state, r => r.Item.Path, StringComparer.Ordinal),
        TraceColumn.Route => By(rows, state, r => r.Route, StringComparer.OrdinalIgnoreCase),
        TraceColumn.Service => By(rows, state, r => r.Service, StringComparer.OrdinalIgnoreCase),
        TraceColumn.Node => By(rows, state, r => r.Node, StringComparer.OrdinalIgnoreCase),
        TraceColumn.Client => By(rows, state, r => r.Latency?.Client ?? -1),
        TraceColumn.Internal => By(rows, state, r => r.Latency?.Internal ?? -1),
        TraceColumn.ThirdParty => By(rows, state, r => r.Latency?.ThirdParty ?? -1),
        TraceColumn.Upstream => By(rows, state, r => r.Latency?.Upstream ?? -1),
        _ => By(rows, state, r => r.Total),
    };

    private static IOrderedEnumerable<TraceRow> By<TKey>(
        IEnumerable<TraceRow> rows, TraceListState state, Func<TraceRow, TKey> key, IComparer<TKey>? comparer = null) =>
        state.Descending ? rows.OrderByDescending(key, comparer) : rows.OrderBy(key, comparer);
}
