using System.Buffers.Binary;
using System.Diagnostics;

namespace Sightglass.Plugins.OpenTelemetry;

/// <summary>Decides by a trace's id, so that all gateways that a trace goes through decide alike.</summary>
internal static class TraceSampler
{
    private const double Ids = 18_446_744_073_709_551_616.0;

    /// <param name="traceId">The trace.</param>
    /// <param name="rate">The share of traces that are taken, 0 to 1.</param>
    public static bool Takes(ActivityTraceId traceId, double rate)
    {
        if (rate >= 1)
        {
            return true;
        }

        if (rate <= 0)
        {
            return false;
        }

        // Kong Gateway reads the first eight bytes as a number in the machine's own order, which is this one.
        Span<byte> bytes = stackalloc byte[16];
        traceId.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) < rate * Ids;
    }
}
