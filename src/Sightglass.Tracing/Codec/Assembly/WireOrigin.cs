using System.Collections.Immutable;
using System.Text.Json;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Assembly;

/// <summary>Reads who sends from a resource's attributes.</summary>
internal static class WireOrigin
{
    public static TelemetryOrigin From(WireAttributes attributes)
    {
        return new TelemetryOrigin
        {
            ServiceName = Text(OtlpNames.ServiceName) ?? "",
            NodeId = Text(OtlpNames.NodeId) ?? Text(OtlpNames.ServiceInstanceId) ?? Text(OtlpNames.HostName) ?? "",
            ControlPlaneId = Text(OtlpNames.ControlPlaneId),
            SessionIds = attributes.TryGet(OtlpNames.SessionIds, out var ids) ? Sessions(ids) : [],
        };

        string? Text(string name) => attributes.TryGet(name, out var value) && value.Type == AttributeType.String ? value.AsString : null;
    }

    /// <summary>Arrays are kept as JSON text; a single id may also stand for itself.</summary>
    private static ImmutableArray<string> Sessions(AttributeValue value)
    {
        if (value.Type != AttributeType.String)
        {
            return [];
        }

        if (!value.AsString.StartsWith('['))
        {
            return value.AsString.Length == 0 ? [] : [value.AsString];
        }

        try
        {
            using var array = JsonDocument.Parse(value.AsString);
            return [.. array.RootElement.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
        }
        catch (JsonException)
        {
            // Cut at the limit of a text, or never an array.
            return [];
        }
    }
}
