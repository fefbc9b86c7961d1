using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sightglass.ControlPlane.Http;

/// <summary>Writes an enumeration as its names in snake case; numbers are not read.</summary>
public sealed class SnakeCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
