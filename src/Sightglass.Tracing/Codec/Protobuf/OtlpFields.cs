namespace Sightglass.Tracing.Codec.Protobuf;

/// <summary>Field numbers of OTLP 1.x.</summary>
internal static class OtlpFields
{
    public static class Request
    {
        public const int Resources = 1;
    }

    /// <summary>ResourceSpans and ResourceLogs.</summary>
    public static class ResourceItems
    {
        public const int Resource = 1;
        public const int Scopes = 2;
    }

    public static class Resource
    {
        public const int Attributes = 1;
    }

    /// <summary>ScopeSpans and ScopeLogs.</summary>
    public static class ScopeItems
    {
        public const int Scope = 1;
        public const int Items = 2;
    }

    public static class Scope
    {
        public const int Name = 1;
        public const int Version = 2;
    }

    public static class Span
    {
        public const int TraceId = 1;
        public const int SpanId = 2;
        public const int ParentSpanId = 4;
        public const int Name = 5;
        public const int Kind = 6;
        public const int StartTime = 7;
        public const int EndTime = 8;
        public const int Attributes = 9;
        public const int DroppedAttributes = 10;
        public const int Events = 11;
        public const int DroppedEvents = 12;
        public const int Status = 15;
    }

    public static class Event
    {
        public const int Time = 1;
        public const int Name = 2;
        public const int Attributes = 3;
    }

    public static class Status
    {
        public const int Message = 2;
        public const int Code = 3;
    }

    public static class LogRecord
    {
        public const int Time = 1;
        public const int SeverityNumber = 2;
        public const int SeverityText = 3;
        public const int Body = 5;
        public const int Attributes = 6;
        public const int Flags = 8;
        public const int TraceId = 9;
        public const int SpanId = 10;
        public const int ObservedTime = 11;
    }

    public static class KeyValue
    {
        public const int Key = 1;
        public const int Value = 2;
    }

    public static class AnyValue
    {
        public const int String = 1;
        public const int Bool = 2;
        public const int Int = 3;
        public const int Double = 4;
        public const int Array = 5;
        public const int Map = 6;
        public const int Bytes = 7;
    }

    /// <summary>ArrayValue and KeyValueList.</summary>
    public static class Values
    {
        public const int Items = 1;
    }

    public static class Response
    {
        public const int PartialSuccess = 1;
        public const int Rejected = 1;
        public const int ErrorMessage = 2;
    }
}
