using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Sightglass.Configuration.Forms;

namespace Sightglass.Gateway.Admin.Dispatch;

/// <summary>A body as it came: text, or the decoded fields of a form.</summary>
internal sealed record RequestContent(ContentKind Kind)
{
    private const int MaxFields = 1000;
    private const int MaxDepth = 64;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of JSON and YAML; null when it is not UTF-8.</summary>
    public string? Text { get; private init; }

    /// <summary>The fields of a form, at most one more than may be.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Fields { get; private init; } = [];

    private JsonObject? _json;

    /// <summary>Reads a body whole; its size is bounded by the server.</summary>
    /// <exception cref="BadHttpRequestException">It is too large, too slow or broken off.</exception>
    /// <exception cref="InvalidDataException">A multipart body is malformed or has too many parts.</exception>
    public static async Task<RequestContent> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var mediaType = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.Value?.ToLowerInvariant() : null;
        if (mediaType == "multipart/form-data" && request.ContentLength != 0)
        {
            return new RequestContent(ContentKind.Form) { Fields = await MultipartAsync(request, cancellationToken) };
        }

        var bytes = await BytesAsync(request, cancellationToken);
        return mediaType switch
        {
            "multipart/form-data" => new RequestContent(ContentKind.None),
            _ when bytes.Length == 0 && string.IsNullOrEmpty(request.ContentType) => new RequestContent(ContentKind.None),
            "application/json" => new RequestContent(ContentKind.Json) { Text = Decode(bytes) },
            "application/yaml" or "text/yaml" or "application/x-yaml" => new RequestContent(ContentKind.Yaml) { Text = Decode(bytes) },
            "application/x-www-form-urlencoded" => new RequestContent(ContentKind.Form)
            {
                Fields = [.. FormBody.Fields(Encoding.UTF8.GetString(bytes)).Take(MaxFields + 1)],
            },
            _ => new RequestContent(ContentKind.Other),
        };
    }

    /// <summary>The text as a JSON object, one and the same every time; null when it is anything else.</summary>
    public JsonObject? Json()
    {
        try
        {
            return _json ??= Text is null
                ? null
                : JsonNode.Parse(Text, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<byte[]> BytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream(capacity: (int)Math.Min(request.ContentLength ?? 0, 64 * 1024));
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    private static string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static async Task<ImmutableArray<KeyValuePair<string, string>>> MultipartAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await request.ReadFormAsync(
            new FormOptions
            {
                ValueCountLimit = MaxFields,
                KeyLengthLimit = 4096,
                ValueLengthLimit = int.MaxValue,
                MultipartBodyLengthLimit = long.MaxValue,

                // Parts may be private keys: none is put on disk.
                MemoryBufferThreshold = int.MaxValue,
            },
            cancellationToken);
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var (name, values) in form)
        {
            fields.AddRange(values.Select(value => KeyValuePair.Create(name, value ?? "")));
        }

        foreach (var file in form.Files)
        {
            using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
            fields.Add(KeyValuePair.Create(file.Name, await reader.ReadToEndAsync(cancellationToken)));
        }

        return fields.ToImmutable();
    }
}
