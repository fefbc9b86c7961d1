using System.Text.Json;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>What a provider says of itself (OpenID Connect Discovery 1.0, section 3).</summary>
/// <param name="Issuer">The name it gives itself in tokens.</param>
/// <param name="JwksUri">Where its keys are; null when it has none to show.</param>
/// <param name="IntrospectionEndpoint">Where tokens can be asked about; null when nowhere.</param>
internal sealed record ProviderMetadata(string Issuer, string? JwksUri, string? IntrospectionEndpoint)
{
    /// <exception cref="FormatException">It is no discovery document.</exception>
    public static ProviderMetadata Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            return new ProviderMetadata(
                Text(root, "issuer") ?? throw new FormatException("the discovery document names no issuer"),
                Text(root, "jwks_uri"),
                Text(root, "introspection_endpoint"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("the discovery document is not a JSON object", e);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
