using System.Text.Encodings.Web;
using System.Text.Json;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Web.Format;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>One attribute as the details show it.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Value">Its value as it is, to be copied.</param>
/// <param name="Note">What makes the value easier to read: a duration in units, an entity's name; null when there is nothing to add.</param>
/// <param name="Meaning">What the catalogue says; null for foreign attributes.</param>
/// <param name="Json">The value laid out over lines, when it is a JSON list or object; otherwise null.</param>
public sealed record SpanAttribute(string Name, string Value, string? Note, string? Meaning, string? Json)
{
    // The text is shown as text, so only what JSON itself needs is escaped.
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All attributes of a span, in the order they were set.</summary>
    public static IReadOnlyList<SpanAttribute> Of(Span span, EntityNames names)
    {
        SpanCatalogue.TryFind(span.Name, out var definition);
        return [.. span.Attributes.Select(a => Create(a.Key, a.Value, definition, names))];
    }

    private static SpanAttribute Create(string name, AttributeValue value, SpanDefinition? definition, EntityNames names)
    {
        var canonical = Aliases.Attributes.TryGetValue(name, out var key) ? key.Name : name;
        var use = definition?.Attributes.FirstOrDefault(a => a.Key.Name == canonical);
        var text = value.ToString();
        return new SpanAttribute(name, text, NoteOn(canonical, value, names), use?.Meaning ?? use?.Key.Meaning, Pretty(text));
    }

    private static string? NoteOn(string name, AttributeValue value, EntityNames names)
    {
        if (value.Type == AttributeType.Int && IsDuration(name))
        {
            return Durations.Short(value.AsInt);
        }

        return value.Type != AttributeType.String
            ? null
            : name switch
            {
                "proxy.kong.route_id" or "proxy.kong.router.route_id" => Named(names.Route(value.AsString), value.AsString),
                "proxy.kong.service_id" or "proxy.kong.router.service_id" => Named(names.Service(value.AsString), value.AsString),
                "proxy.kong.plugin.instance_id" => names.Plugin(value.AsString)?.InstanceName,
                _ => null,
            };
    }

    private static bool IsDuration(string name) =>
        name.StartsWith("proxy.kong.latency.", StringComparison.Ordinal) || name == AttributeKeys.ProxyKongPluginExecutionTime.Name;

    private static string? Named(string? name, string id) => name == EntityNames.Short(id) ? null : name;

    private static string? Pretty(string text)
    {
        if (text is not ['[' or '{', ..])
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(document.RootElement, Layout);
        }
        catch (JsonException)
        {
            // It only looked like JSON; the value is shown as it is.
            return null;
        }
    }
}
