using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Http;

/// <summary>Makes a page of what was read for it.</summary>
internal static class Paging
{
    /// <summary>
    /// Cuts a page from items that were read from a cursor on, one more than the page has, in the order of the walk; walking backward, they
    /// come in reverse.
    /// </summary>
    public static Page<T> Cut<T>(ImmutableArray<T> read, int size, bool backward, bool fromCursor, int total, Func<T, Cursor> cursor)
    {
        var more = read.Length > size;
        ImmutableArray<T> items = [.. read.Take(size)];
        if (backward)
        {
            items = [.. items.Reverse()];
        }

        if (items.IsEmpty)
        {
            return new Page<T>([], null, null, total);
        }

        // Where the walk came from there is something on that side; where it goes, if one more was read.
        var hasNext = backward ? fromCursor : more;
        var hasPrevious = backward ? more : fromCursor;
        return new Page<T>(
            items,
            hasNext ? cursor(items[^1]).ToString() : null,
            hasPrevious ? cursor(items[0]).ToString() : null,
            total);
    }
}
