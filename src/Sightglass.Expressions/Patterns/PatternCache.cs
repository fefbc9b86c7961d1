using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Sightglass.Expressions.Patterns;

/// <summary>
/// The patterns in use in this process, so that a configuration which is checked, built and exchanged compiles none of them twice. It keeps
/// none alive.
/// </summary>
internal static class PatternCache
{
    private const int LeastSweep = 1_024;

    private static readonly ConcurrentDictionary<string, WeakReference<CompiledPattern>> Patterns = new(StringComparer.Ordinal);
    private static int _sweepAt = LeastSweep;

    public static bool TryGet(string source, [NotNullWhen(true)] out CompiledPattern? pattern)
    {
        pattern = null;
        return Patterns.TryGetValue(source, out var reference) && reference.TryGetTarget(out pattern);
    }

    /// <summary>Adds a pattern; gives the one that is there already, if there is one.</summary>
    public static CompiledPattern Add(CompiledPattern pattern)
    {
        if (Patterns.Count >= Volatile.Read(ref _sweepAt))
        {
            Sweep();
        }

        while (true)
        {
            var reference = Patterns.GetOrAdd(pattern.Source, static (_, made) => new WeakReference<CompiledPattern>(made), pattern);
            if (reference.TryGetTarget(out var known))
            {
                return known;
            }

            Patterns.TryRemove(KeyValuePair.Create(pattern.Source, reference));
        }
    }

    /// <summary>Takes out what is gone. Next time when there are twice as many as are left.</summary>
    private static void Sweep()
    {
        foreach (var entry in Patterns)
        {
            if (!entry.Value.TryGetTarget(out _))
            {
                Patterns.TryRemove(entry);
            }
        }

        Volatile.Write(ref _sweepAt, Math.Max(LeastSweep, Patterns.Count * 2));
    }
}
