using System.Text.Json.Serialization;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Nodes;

namespace Sightglass.ControlPlane.Http;

/// <summary>How the API writes: snake case, every member shown, null when there is no value.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EdgeMessage))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(ListDocument<ControlPlaneInfo>))]
[JsonSerializable(typeof(ControlPlaneInfo))]
[JsonSerializable(typeof(ListDocument<DebugSession>))]
[JsonSerializable(typeof(DebugSession))]
[JsonSerializable(typeof(ListDocument<TraceItem>))]
[JsonSerializable(typeof(TraceItem))]
[JsonSerializable(typeof(SessionSummary))]
[JsonSerializable(typeof(DataPlaneNode))]
[JsonSerializable(typeof(EndDocument))]
[JsonSerializable(typeof(MaskingRules))]
[JsonSerializable(typeof(ItemsDocument<CertificateDocument>))]
[JsonSerializable(typeof(ItemDocument<CertificateDocument>))]
[JsonSerializable(typeof(ItemsDocument<NodeDocument>))]
[JsonSerializable(typeof(ItemDocument<NodeDocument>))]
[JsonSerializable(typeof(ExpectedHashDocument))]
[JsonSerializable(typeof(ListDocument<AccessToken>))]
[JsonSerializable(typeof(CreatedTokenDocument))]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(Uploads.UploadedTraces))]
internal sealed partial class ApiJson : JsonSerializerContext;
