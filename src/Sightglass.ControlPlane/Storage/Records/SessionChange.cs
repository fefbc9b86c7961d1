using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>A session as it is to be, and what is to be told.</summary>
internal sealed record SessionChange(SessionRecord Record, ImmutableArray<SessionEventRecord> Events);
