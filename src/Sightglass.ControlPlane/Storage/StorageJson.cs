using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

/// <summary>How parts of records are written into a column. Every member is written, so that none is read back without a value.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ControlPlaneRecord))]
[JsonSerializable(typeof(DebugSession))]
[JsonSerializable(typeof(ImmutableArray<SessionNode>))]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(StoredTraceItem))]
[JsonSerializable(typeof(DataPlaneNode))]
[JsonSerializable(typeof(EndReason))]
internal sealed partial class StorageJson : JsonSerializerContext;
