using System.Text.Json.Serialization;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Why a debug session ended.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<EndReason>))]
public enum EndReason
{
    Duration,
    MaxTraces,
    Stopped,
    NoNodes,
    Error,
}
