using System.Text.Json.Serialization;

namespace Sightglass.Tracing.Json;

/// <summary>The serializer of the API's shapes: snake_case, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TraceItem))]
[JsonSerializable(typeof(TraceDocument))]
[JsonSerializable(typeof(SpanDocument[]))]
[JsonSerializable(typeof(LogItem))]
public sealed partial class TraceJson : JsonSerializerContext;
