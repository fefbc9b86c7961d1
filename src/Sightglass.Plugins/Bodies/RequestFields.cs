using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Bodies;

/// <summary>The named fields of a request body, whichever of the three formats it has.</summary>
internal sealed class RequestFields
{
    /// <summary>The largest body that is looked into: 8 MiB. A larger one passes unread.</summary>
    public const int MaxBody = 8 * 1024 * 1024;

    private readonly JsonObject? _json;
    private readonly ArgumentTable? _form;
    private readonly MultipartBody? _multipart;

    private RequestFields(JsonObject? json, ArgumentTable? form, MultipartBody? multipart)
    {
        _json = json;
        _form = form;
        _multipart = multipart;
    }

    /// <summary>Reads the body; null when it is too large, of another format, or malformed.</summary>
    public static async ValueTask<RequestFields?> ReadAsync(PluginContext context)
    {
        var kind = ContentTypes.Classify(context.ServiceRequest.GetHeader("Content-Type"), out var boundary);
        if (kind == ContentKind.Other)
        {
            return null;
        }

        var body = await context.ReadCurrentBodyAsync(MaxBody).ConfigureAwait(false);
        return body is { } bytes ? Parse(kind, bytes, boundary) : null;
    }

    public static RequestFields? Parse(ContentKind kind, ReadOnlyMemory<byte> body, string boundary)
    {
        switch (kind)
        {
            case ContentKind.Json:
                return JsonBody.ParseObject(body.Span) is { } json ? new RequestFields(json, null, null) : null;
            case ContentKind.Form:
                return new RequestFields(null, ArgumentTable.Parse(Encoding.UTF8.GetString(body.Span)), null);
            case ContentKind.Multipart:
                return MultipartBody.Parse(body, boundary) is { } parts ? new RequestFields(null, null, parts) : null;
            default:
                return null;
        }
    }

    public FieldValue Find(string name)
    {
        if (_json is not null)
        {
            return !_json.TryGetPropertyValue(name, out var node) ? FieldValue.Absent : node?.GetValueKind() switch
            {
                JsonValueKind.String => new FieldValue(FieldKind.Text, node.GetValue<string>()),
                JsonValueKind.Array or JsonValueKind.Object => new FieldValue(FieldKind.Several),
                _ => new FieldValue(FieldKind.Other),
            };
        }

        return _form is not null ? FieldValue.Of(_form.Find(name)) : FieldValue.Of(_multipart!.Texts(name));
    }

    public void Remove(string name)
    {
        _json?.Remove(name);
        _form?.Remove(name);
        _multipart?.Remove(name);
    }

    /// <summary>All fields as JSON, for those who show a request.</summary>
    public JsonObject ToJson()
    {
        if (_json is not null)
        {
            return _json;
        }

        var json = new JsonObject();
        var fields = _form is not null
            ? _form.All()
            : _multipart!.Parts.Select(part => part.Name).Distinct(StringComparer.Ordinal)
                .Select(name => KeyValuePair.Create<string, IReadOnlyList<string?>>(name, _multipart.Texts(name)!));
        foreach (var (name, values) in fields)
        {
            json[name] = values.Count == 1 ? Node(values[0]) : new JsonArray([.. values.Select(Node)]);
        }

        return json;
    }

    /// <summary>The body in the normal form of its format; form fields in the order of their names.</summary>
    public byte[] ToBytes()
    {
        if (_json is not null)
        {
            return JsonBody.ToBytes(_json);
        }

        return _form is not null ? Encoding.UTF8.GetBytes(_form.ToSortedText()) : _multipart!.ToBytes();
    }

    /// <summary>A field without value is shown as true.</summary>
    private static JsonNode Node(string? text) => text is null ? JsonValue.Create(true) : JsonValue.Create(text);
}
