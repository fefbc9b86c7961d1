using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Sightglass.Plugins.Tests.Jwt;

namespace Sightglass.Plugins.Tests.OpenIdConnect;

/// <summary>A provider on the loopback: discovery, keys, introspection.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly Dictionary<string, ECDsa> _keys = [];
    private WebServer? _server;

    public string Issuer => _server!.Address.ToString().TrimEnd('/');

    /// <summary>What discovery says the issuer is; null for the truth.</summary>
    public string? ClaimedIssuer { get; set; }

    /// <summary>Status of everything; 200 unless the provider is to fail.</summary>
    public int Status { get; set; } = 200;

    public List<string> Calls { get; } = [];

    /// <summary>Answers introspection: gets the form, gives JSON.</summary>
    public Func<string, string> Introspect { get; set; } = _ => """{"active":false}""";

    /// <summary>Holds discovery back until it is set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var provider = new FakeProvider();
        provider._server = await WebServer.StartAsync(provider.ServeAsync);
        provider.AddKey("k1");
        return provider;
    }

    public void AddKey(string id) => _keys[id] = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Token(string claims, string keyId = "k1", string? signWith = null) => TokenMaker.Make(
        $$"""{"alg":"ES256","kid":"{{keyId}}"}""",
        claims,
        data => _keys[signWith ?? keyId].SignData(data, HashAlgorithmName.SHA256));

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        lock (Calls)
        {
            Calls.Add($"{context.Request.Method} {context.Request.Path}");
        }

        if (Gate is { } gate)
        {
            await gate.Task;
        }

        context.Response.StatusCode = Status;
        switch (context.Request.Path.Value)
        {
            case "/.well-known/openid-configuration":
                await context.Response.WriteAsync($$"""{"issuer":"{{ClaimedIssuer ?? Issuer}}","jwks_uri":"{{Issuer}}/keys","introspection_endpoint":"{{Issuer}}/introspect"}""");
                break;
            case "/keys":
                await context.Response.WriteAsync($$"""{"keys":[{{string.Join(',', _keys.Select(key => Jwk(key.Key, key.Value)))}},{"kty":"oct","k":"c2VjcmV0"},{"kty":"RSA","use":"enc"}]}""");
                break;
            case "/introspect":
                using (var reader = new StreamReader(context.Request.Body))
                {
                    var form = await reader.ReadToEndAsync();
                    await context.Response.WriteAsync(Introspect($"{context.Request.Headers.Authorization} {form}"));
                }

                break;
        }
    }

    private static string Jwk(string id, ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return $$"""{"kty":"EC","use":"sig","crv":"P-256","kid":"{{id}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
    }
}
