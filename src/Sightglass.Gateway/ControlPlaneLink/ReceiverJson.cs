using System.Text.Json.Serialization;

namespace Sightglass.Gateway.ControlPlaneLink;

[JsonSerializable(typeof(string))]
internal sealed partial class ReceiverJson : JsonSerializerContext;
