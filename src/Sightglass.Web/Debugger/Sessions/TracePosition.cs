namespace Sightglass.Web.Debugger.Sessions;

/// <summary>Where an open trace stands in the list it was opened from.</summary>
/// <param name="Index">From 0; -1 when the list does not hold it.</param>
/// <param name="Count">How many traces the list holds.</param>
public readonly record struct TracePosition(int Index, int Count)
{
    public static TracePosition Of(IReadOnlyList<TraceRow> rows, string requestId)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Item.RequestId == requestId)
            {
                return new TracePosition(i, rows.Count);
            }
        }

        return new TracePosition(-1, rows.Count);
    }

    /// <summary>The trace so many steps further down the list; null beyond its ends.</summary>
    public TraceRow? Neighbour(IReadOnlyList<TraceRow> rows, int step) =>
        Index >= 0 && Index + step >= 0 && Index + step < rows.Count ? rows[Index + step] : null;

    /// <summary>The page of the list on which that trace stands.</summary>
    public int PageOf(int step) => ((Index + step) / TraceRows.PageSize) + 1;
}
