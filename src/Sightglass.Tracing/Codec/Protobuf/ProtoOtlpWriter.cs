using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Fields = Sightglass.Tracing.Codec.Protobuf.OtlpFields;

namespace Sightglass.Tracing.Codec.Protobuf;

/// <summary>Writes the parts that traces and logs share: resource, scope, attributes, ids.</summary>
internal static class ProtoOtlpWriter
{
    private static readonly string Version =
        typeof(ProtoOtlpWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Writes a request: one resource per distinct origin, one scope in it, an item for each of the rest.</summary>
    public static void Request<T>(ProtoWriter writer, IEnumerable<T> items, Func<T, TelemetryOrigin> origin, Action<ProtoWriter, T> item)
    {
        foreach (var group in items.GroupBy(origin))
        {
            var resource = writer.Begin(Fields.Request.Resources);
            Resource(writer, group.Key);
            var scopeItems = writer.Begin(Fields.ResourceItems.Scopes);
            var scope = writer.Begin(Fields.ScopeItems.Scope);
            writer.String(Fields.Scope.Name, OtlpNames.Scope);
            writer.String(Fields.Scope.Version, Version);
            writer.End(scope);
            foreach (var one in group)
            {
                item(writer, one);
            }

            writer.End(scopeItems);
            writer.End(resource);
        }
    }

    public static void Attributes(ProtoWriter writer, int field, ImmutableArray<KeyValuePair<string, AttributeValue>> attributes)
    {
        foreach (var attribute in attributes)
        {
            Attribute(writer, field, attribute.Key, attribute.Value);
        }
    }

    public static void Attribute(ProtoWriter writer, int field, string key, AttributeValue value)
    {
        var pair = writer.Begin(field);
        writer.String(Fields.KeyValue.Key, key);
        var any = writer.Begin(Fields.KeyValue.Value);
        AnyValue(writer, value);
        writer.End(any);
        writer.End(pair);
    }

    public static void AnyValue(ProtoWriter writer, AttributeValue value)
    {
        switch (value.Type)
        {
            case AttributeType.String:
                writer.PresentString(Fields.AnyValue.String, value.AsString);
                break;
            case AttributeType.Bool:
                writer.PresentVarint(Fields.AnyValue.Bool, value.AsBool ? 1u : 0u);
                break;
            case AttributeType.Int:
                writer.PresentVarint(Fields.AnyValue.Int, (ulong)value.AsInt);
                break;
            default:
                writer.PresentFixed64(Fields.AnyValue.Double, (ulong)BitConverter.DoubleToInt64Bits(value.AsDouble));
                break;
        }
    }

    public static void Id(ProtoWriter writer, int field, ActivityTraceId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.CopyTo(bytes);
        writer.Bytes(field, bytes);
    }

    public static void Id(ProtoWriter writer, int field, ActivitySpanId id)
    {
        Span<byte> bytes = stackalloc byte[8];
        id.CopyTo(bytes);
        writer.Bytes(field, bytes);
    }

    private static void Resource(ProtoWriter writer, TelemetryOrigin origin)
    {
        var resource = writer.Begin(Fields.ResourceItems.Resource);
        Attribute(writer, Fields.Resource.Attributes, OtlpNames.ServiceName, AttributeValue.From(origin.ServiceName));
        if (origin.NodeId.Length > 0)
        {
            Attribute(writer, Fields.Resource.Attributes, OtlpNames.NodeId, AttributeValue.From(origin.NodeId));
        }

        if (origin.ControlPlaneId is not null)
        {
            Attribute(writer, Fields.Resource.Attributes, OtlpNames.ControlPlaneId, AttributeValue.From(origin.ControlPlaneId));
        }

        if (!origin.SessionIds.IsEmpty)
        {
            SessionIds(writer, origin.SessionIds);
        }

        writer.End(resource);
    }

    private static void SessionIds(ProtoWriter writer, ImmutableArray<string> ids)
    {
        var pair = writer.Begin(Fields.Resource.Attributes);
        writer.String(Fields.KeyValue.Key, OtlpNames.SessionIds);
        var any = writer.Begin(Fields.KeyValue.Value);
        var array = writer.Begin(Fields.AnyValue.Array);
        foreach (var id in ids)
        {
            var item = writer.Begin(Fields.Values.Items);
            writer.PresentString(Fields.AnyValue.String, id);
            writer.End(item);
        }

        writer.End(array);
        writer.End(any);
        writer.End(pair);
    }
}
