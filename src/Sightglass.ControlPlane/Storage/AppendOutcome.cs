using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Storage;

/// <summary>What became of traces that were to be stored.</summary>
/// <param name="Taken">Whether the session takes traces at all.</param>
/// <param name="Stored">Request ids stored now.</param>
/// <param name="Duplicates">How many were there already.</param>
/// <param name="Rejected">How many had no room.</param>
/// <param name="TraceCount">Traces the session has by now.</param>
/// <param name="LimitReached">Whether it has as many as it may.</param>
internal sealed record AppendOutcome(bool Taken, ImmutableArray<string> Stored, int Duplicates, int Rejected, int TraceCount, bool LimitReached);
