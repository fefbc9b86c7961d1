using System.Text.Json;
using System.Text.Json.Serialization;
using Sightglass.Cluster.Messages;

namespace Sightglass.Cluster;

/// <summary>How messages are written: snake case, absent instead of null; unknown members are skipped so that either side may be newer.</summary>
/// <remarks>
/// Members with a default other than zero or null have a setter: the generator assigns every init-only member, also those that are not
/// in the text, and the default would be lost.
/// </remarks>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(HelloParams))]
[JsonSerializable(typeof(HelloResult))]
[JsonSerializable(typeof(HeartbeatParams))]
[JsonSerializable(typeof(HeartbeatResult))]
[JsonSerializable(typeof(SessionSpec))]
[JsonSerializable(typeof(SessionStartResult))]
[JsonSerializable(typeof(SessionStopParams))]
[JsonSerializable(typeof(SessionStopResult))]
[JsonSerializable(typeof(SessionShareParams))]
[JsonSerializable(typeof(SessionShareResult))]
[JsonSerializable(typeof(SessionEndedParams))]
[JsonSerializable(typeof(ConfigUpdateParams))]
[JsonSerializable(typeof(ConfigUpdateResult))]
[JsonSerializable(typeof(Acknowledgement))]
public sealed partial class ClusterJson : JsonSerializerContext;
