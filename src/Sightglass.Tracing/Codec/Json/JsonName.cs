using System.Text.Json;

namespace Sightglass.Tracing.Codec.Json;

/// <summary>A member's name in both spellings that protobuf's JSON mapping lets a reader accept.</summary>
internal sealed class JsonName(string name)
{
    public static readonly JsonName ResourceSpans = new("resourceSpans");
    public static readonly JsonName ResourceLogs = new("resourceLogs");
    public static readonly JsonName Resource = new("resource");
    public static readonly JsonName ScopeSpans = new("scopeSpans");
    public static readonly JsonName ScopeLogs = new("scopeLogs");
    public static readonly JsonName Scope = new("scope");
    public static readonly JsonName Spans = new("spans");
    public static readonly JsonName LogRecords = new("logRecords");
    public static readonly JsonName TraceId = new("traceId");
    public static readonly JsonName SpanId = new("spanId");
    public static readonly JsonName ParentSpanId = new("parentSpanId");
    public static readonly JsonName Name = new("name");
    public static readonly JsonName Kind = new("kind");
    public static readonly JsonName StartTimeUnixNano = new("startTimeUnixNano");
    public static readonly JsonName EndTimeUnixNano = new("endTimeUnixNano");
    public static readonly JsonName TimeUnixNano = new("timeUnixNano");
    public static readonly JsonName ObservedTimeUnixNano = new("observedTimeUnixNano");
    public static readonly JsonName Attributes = new("attributes");
    public static readonly JsonName DroppedAttributesCount = new("droppedAttributesCount");
    public static readonly JsonName Events = new("events");
    public static readonly JsonName DroppedEventsCount = new("droppedEventsCount");
    public static readonly JsonName Status = new("status");
    public static readonly JsonName Message = new("message");
    public static readonly JsonName Code = new("code");
    public static readonly JsonName SeverityNumber = new("severityNumber");
    public static readonly JsonName SeverityText = new("severityText");
    public static readonly JsonName Body = new("body");
    public static readonly JsonName Key = new("key");
    public static readonly JsonName Value = new("value");
    public static readonly JsonName Values = new("values");
    public static readonly JsonName StringValue = new("stringValue");
    public static readonly JsonName BoolValue = new("boolValue");
    public static readonly JsonName IntValue = new("intValue");
    public static readonly JsonName DoubleValue = new("doubleValue");
    public static readonly JsonName ArrayValue = new("arrayValue");
    public static readonly JsonName KvlistValue = new("kvlistValue");
    public static readonly JsonName BytesValue = new("bytesValue");

    private readonly JsonEncodedText _encoded = JsonEncodedText.Encode(name);
    private readonly byte[] _snake = System.Text.Encoding.UTF8.GetBytes(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));

    public JsonEncodedText Encoded => _encoded;

    public bool TryFind(JsonElement owner, out JsonElement member) =>
        owner.TryGetProperty(_encoded.EncodedUtf8Bytes, out member) || owner.TryGetProperty(_snake, out member);

    public override string ToString() => name;
}
