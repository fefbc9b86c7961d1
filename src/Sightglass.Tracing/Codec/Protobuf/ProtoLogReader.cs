using System.Collections.Immutable;
using Sightglass.Tracing.Codec.Assembly;
using Fields = Sightglass.Tracing.Codec.Protobuf.OtlpFields;

namespace Sightglass.Tracing.Codec.Protobuf;

/// <summary>Reads an ExportLogsServiceRequest of any sender.</summary>
internal static class ProtoLogReader
{
    public static OtlpLogBatch Read(ReadOnlySpan<byte> message, OtlpLimits limits)
    {
        var entries = ImmutableArray.CreateBuilder<LogEnvelope>();
        var request = new ProtoReader(message, "ExportLogsServiceRequest");
        while (request.Next())
        {
            if (request.Field == Fields.Request.Resources)
            {
                ResourceLogs(request.Message("ResourceLogs"), entries, limits);
            }
            else
            {
                request.Skip();
            }
        }

        return new OtlpLogBatch(entries.ToImmutable());
    }

    private static void ResourceLogs(ProtoReader resourceLogs, ImmutableArray<LogEnvelope>.Builder entries, OtlpLimits limits)
    {
        var origin = ProtoOtlpReader.Origin(resourceLogs, limits);
        while (resourceLogs.Next())
        {
            if (resourceLogs.Field == Fields.ResourceItems.Scopes)
            {
                ScopeLogs(resourceLogs.Message("ScopeLogs"), origin, entries, limits);
            }
            else
            {
                resourceLogs.Skip();
            }
        }
    }

    private static void ScopeLogs(ProtoReader scopeLogs, TelemetryOrigin origin, ImmutableArray<LogEnvelope>.Builder entries, OtlpLimits limits)
    {
        var scope = ScopeName(scopeLogs, limits);
        while (scopeLogs.Next())
        {
            if (scopeLogs.Field != Fields.ScopeItems.Items)
            {
                scopeLogs.Skip();
                continue;
            }

            if (entries.Count == limits.Items)
            {
                throw new OtlpFormatException($"The message holds more than {limits.Items} log entries; send smaller batches.");
            }

            entries.Add(Record(scopeLogs.Message("LogRecord"), origin, scope, limits).ToEnvelope());
        }
    }

    private static string ScopeName(ProtoReader scopeLogs, OtlpLimits limits)
    {
        var name = "";
        while (scopeLogs.Next())
        {
            if (scopeLogs.Field != Fields.ScopeItems.Scope)
            {
                scopeLogs.Skip();
                continue;
            }

            var scope = scopeLogs.Message("InstrumentationScope");
            while (scope.Next())
            {
                if (scope.Field == Fields.Scope.Name)
                {
                    name = limits.Bound(scope.String());
                }
                else
                {
                    scope.Skip();
                }
            }
        }

        return name;
    }

    private static WireLog Record(ProtoReader reader, TelemetryOrigin origin, string scope, OtlpLimits limits)
    {
        var log = new WireLog { Origin = origin, Scope = scope, Attributes = new WireAttributes(limits) };
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.LogRecord.Time:
                    log.Time = reader.Fixed64();
                    break;
                case Fields.LogRecord.ObservedTime:
                    log.ObservedTime = reader.Fixed64();
                    break;
                case Fields.LogRecord.SeverityNumber:
                    log.SeverityNumber = (long)Math.Min(reader.Varint(), 24);
                    break;
                case Fields.LogRecord.SeverityText:
                    log.SeverityText = limits.Bound(reader.String());
                    break;
                case Fields.LogRecord.Body:
                    log.Body = ProtoOtlpReader.AnyValue(reader.Message("AnyValue"), limits).ToString();
                    break;
                case Fields.LogRecord.Attributes:
                    ProtoOtlpReader.Attribute(ref reader, log.Attributes, limits);
                    break;
                case Fields.LogRecord.TraceId:
                    log.TraceId = ProtoOtlpReader.TraceId(ref reader);
                    break;
                case Fields.LogRecord.SpanId:
                    log.SpanId = ProtoOtlpReader.SpanId(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return log;
    }
}
