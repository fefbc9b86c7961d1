using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Http;
using Sightglass.Web.Format;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>
/// What a session's list of traces shows: filters, order, page and the trace that is open. It lives in the address; this class reads it
/// from there and writes it back, leaving out what has its default.
/// </summary>
public sealed record TraceListState
{
    private static readonly FrozenDictionary<string, TraceColumn> Columns =
        Enum.GetValues<TraceColumn>().ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>As typed; see <see cref="StatusFilter"/>.</summary>
    public string? Status { get; init; }

    public string? Method { get; init; }

    /// <summary>A part of the path.</summary>
    public string? Path { get; init; }

    /// <summary>Least total in milliseconds, as typed.</summary>
    public string? MinDuration { get; init; }

    public TraceColumn Sort { get; init; } = TraceColumn.Time;

    /// <summary>Largest, latest or last first.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Request id of the trace in the drawer; null when it is closed.</summary>
    public string? Trace { get; init; }

    /// <summary>Whether any filter is set.</summary>
    public bool Filtered => Status is not null || Method is not null || Path is not null || MinDuration is not null;

    public static TraceListState Read(IQueryCollection query)
    {
        var sort = (string?)query["sort"] ?? "";
        var descending = sort.StartsWith('-');
        var known = Columns.TryGetValue(sort.TrimStart('-'), out var column);
        return new TraceListState
        {
            Status = Text(query, "status"),
            Method = Text(query, "method"),
            Path = Text(query, "path"),
            MinDuration = Text(query, "min_ms"),
            Sort = known ? column : TraceColumn.Time,
            Descending = known ? descending : true,
            Page = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 1 ? page : 1,
            Trace = Text(query, "trace"),
        };
    }

    /// <summary>The address of this state.</summary>
    public string Href(string session) => QueryText.Build(
        session,
        ("status", Status),
        ("method", Method),
        ("path", Path),
        ("min_ms", MinDuration),
        ("sort", SortText),
        ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : null),
        ("trace", Trace));

    /// <summary>What the service is asked for; the faults when a filter cannot be read.</summary>
    public TraceQuery ToQuery(out ImmutableArray<InvalidParameter> faults)
    {
        var found = ImmutableArray.CreateBuilder<InvalidParameter>();
        StatusFilter? status = null;
        if (Status is not null)
        {
            if (StatusFilter.TryParse(Status, out var parsed))
            {
                status = parsed;
            }
            else
            {
                found.Add(new InvalidParameter("status", "invalid", StatusFilter.Expected));
            }
        }

        double? least = null;
        if (MinDuration is not null)
        {
            if (double.TryParse(MinDuration, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var parsed))
            {
                least = parsed;
            }
            else
            {
                found.Add(new InvalidParameter("min_ms", "is_number", "Expected milliseconds, for example 250 or 0.5."));
            }
        }

        faults = found.ToImmutable();
        return new TraceQuery
        {
            Size = 1000,
            MinStatus = status?.Min,
            MaxStatus = status?.Max,
            Method = Method?.ToUpperInvariant(),
            PathContains = Path,
            MinDurationMs = least,
        };
    }

    /// <summary>The state after a click on a column's heading: that order, or its reverse, from the first page.</summary>
    public TraceListState SortedBy(TraceColumn column) => this with
    {
        Sort = column,
        Descending = Sort == column ? !Descending : StartsDescending(column),
        Page = 1,
    };

    /// <summary>The order as the address says it; null for the default.</summary>
    public string? SortText => Sort == TraceColumn.Time && Descending ? null : (Descending ? "-" : "") + NameOf(Sort);

    // Numbers and times are looked through from the top, words from the start.
    private static bool StartsDescending(TraceColumn column) =>
        column is not (TraceColumn.Method or TraceColumn.Path or TraceColumn.Route or TraceColumn.Service or TraceColumn.Node);

    private static string NameOf(TraceColumn column) => column == TraceColumn.ThirdParty ? "third_party" : column.ToString().ToLowerInvariant();

    private static string? Text(IQueryCollection query, string name)
    {
        var text = ((string?)query[name])?.Trim();
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
