using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Sightglass.Plugins.Tokens;

/// <summary>A signed token in compact form (RFC 7515), decoded and not yet verified.</summary>
internal sealed class JsonWebToken : IDisposable
{
    private readonly JsonDocument _header;
    private readonly JsonDocument _claims;

    private JsonWebToken(JsonDocument header, JsonDocument claims, byte[] signingInput, byte[] signature, string algorithm)
    {
        _header = header;
        _claims = claims;
        SigningInput = signingInput;
        Signature = signature;
        Algorithm = algorithm;
    }

    /// <summary>What was signed.</summary>
    public byte[] SigningInput { get; }

    public byte[] Signature { get; }

    /// <summary>The name the header gives, one of <see cref="SignatureAlgorithm"/>.</summary>
    public string Algorithm { get; }

    public JsonElement Header => _header.RootElement;

    public JsonElement Claims => _claims.RootElement;

    /// <summary>Decodes a token. Gives what is wrong with it, or null.</summary>
    public static string? Parse(string text, out JsonWebToken? token)
    {
        token = null;
        var first = text.IndexOf('.', StringComparison.Ordinal);
        var second = first < 0 ? -1 : text.IndexOf('.', first + 1);
        if (second < 0)
        {
            return "invalid JSON";
        }

        var header = ParseJson(text.AsSpan(0, first));
        if (header is null)
        {
            return "invalid JSON";
        }

        var claims = ParseJson(text.AsSpan(first + 1, second - first - 1));
        if (claims is null)
        {
            header.Dispose();
            return "invalid JSON";
        }

        var problem = Check(header, claims, text.AsSpan(second + 1), out var algorithm, out var signature);
        if (problem is not null)
        {
            header.Dispose();
            claims.Dispose();
            return problem;
        }

        token = new JsonWebToken(header, claims, Encoding.ASCII.GetBytes(text, 0, second), signature, algorithm);
        return null;
    }

    /// <summary>The text of a claim, or else of a header field; null when it is in neither. Numbers count as their text.</summary>
    public string? ClaimOrHeader(string name) => Text(Claims, name) ?? Text(Header, name);

    /// <summary>The text of a claim; null when absent or neither text nor number.</summary>
    public string? Claim(string name) => Text(Claims, name);

    /// <summary>The number of a claim; null when absent or no number.</summary>
    public double? NumericClaim(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public void Dispose()
    {
        _header.Dispose();
        _claims.Dispose();
    }

    private static string? Check(JsonDocument header, JsonDocument claims, ReadOnlySpan<char> encodedSignature, out string algorithm, out byte[] signature)
    {
        algorithm = "";
        signature = [];
        if (header.RootElement.ValueKind != JsonValueKind.Object
            || Text(header.RootElement, "alg") is not { } name
            || !SignatureAlgorithm.IsKnown(name))
        {
            return "invalid alg";
        }

        // An extension that must be understood and is not (RFC 7515 4.1.11).
        if (header.RootElement.TryGetProperty("crit", out _))
        {
            return "invalid alg";
        }

        if (claims.RootElement.ValueKind != JsonValueKind.Object)
        {
            return "invalid claims";
        }

        algorithm = name;
        return TryDecode(encodedSignature, out signature) ? null : "invalid signature";
    }

    private static JsonDocument? ParseJson(ReadOnlySpan<char> encoded)
    {
        if (!TryDecode(encoded, out var bytes))
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> encoded, out byte[] bytes)
    {
        bytes = new byte[Base64Url.GetMaxDecodedLength(encoded.Length)];
        if (!Base64Url.IsValid(encoded) || !Base64Url.TryDecodeFromChars(encoded, bytes, out var length))
        {
            return false;
        }

        Array.Resize(ref bytes, length);
        return true;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
