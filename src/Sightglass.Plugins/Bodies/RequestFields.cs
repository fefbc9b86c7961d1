using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Bodies;

/// <summary>The named fields of a request body, whichever of the three formats it has.</summary>
internal sealed class RequestFields
{
    /// <summary>The largest body that is looked into: 8 MiB. A larger one passes unread.</summary>
    public const int MaxBody = 8 * 1024 * 1024;

    private readonly JsonObject? _json;
    private readonly UrlEncodedPairs? _form;
    private readonly MultipartBody? _multipart;
    private bool _jsonChanged;

    private RequestFields(JsonObject? json, UrlEncodedPairs? form, MultipartBody? multipart)
    {
        _json = json;
        _form = form;
        _multipart = multipart;
    }

    public bool IsChanged => _jsonChanged || _form is { IsChanged: true } || _multipart is { IsChanged: true };

    /// <summary>Reads the body; null when it is too large, of another format, or malformed.</summary>
    public static async ValueTask<RequestFields?> ReadAsync(PluginContext context)
    {
        var kind = ContentTypes.Classify(context.Request.Headers.ContentType, out var boundary);
        if (kind == ContentKind.Other)
        {
            return null;
        }

        var body = await context.Request.ReadBodyAsync(MaxBody, context.Aborted).ConfigureAwait(false);
        return body is { } bytes ? Parse(kind, bytes, boundary) : null;
    }

    public static RequestFields? Parse(ContentKind kind, ReadOnlyMemory<byte> body, string boundary)
    {
        switch (kind)
        {
            case ContentKind.Json:
                return JsonBody.ParseObject(body.Span) is { } json ? new RequestFields(json, null, null) : null;
            case ContentKind.Form:
                return new RequestFields(null, UrlEncodedPairs.Parse(Encoding.UTF8.GetString(body.Span)), null);
            case ContentKind.Multipart:
                return MultipartBody.Parse(body, boundary) is { } parts ? new RequestFields(null, null, parts) : null;
            default:
                return null;
        }
    }

    /// <summary>The values of a field; none when it is absent or not text.</summary>
    public StringValues Values(string name)
    {
        if (_json is not null)
        {
            return _json[name] switch
            {
                JsonArray array => new StringValues([.. array.Select(Text)]),
                { } value when Text(value) is { } text => text,
                _ => StringValues.Empty,
            };
        }

        if (_form is not null)
        {
            return new StringValues([.. _form.Values(name)]);
        }

        var values = StringValues.Empty;
        foreach (var part in _multipart!.Parts)
        {
            if (part.Name == name)
            {
                values = StringValues.Concat(values, Encoding.UTF8.GetString(part.Content.Span));
            }
        }

        return values;
    }

    public void Remove(string name)
    {
        _jsonChanged |= _json?.Remove(name) ?? false;
        _form?.Remove(name);
        _multipart?.Remove(name);
    }

    public byte[] ToBytes()
    {
        if (_json is not null)
        {
            return JsonBody.ToBytes(_json);
        }

        return _form is not null ? Encoding.UTF8.GetBytes(_form.ToString()) : _multipart!.ToBytes();
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => node.ToJsonString(),
        _ => null,
    };
}
