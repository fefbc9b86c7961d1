using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>Asks the provider about tokens (RFC 7662) and remembers the answers, by the tokens' digests, for a bounded time and number.</summary>
internal sealed class Introspector(OpenIdConnectOptions options, Provider provider, PluginHttpClient client, TimeProvider time)
{
    private const int MaxRemembered = 10_000;

    /// <summary>A token that is refused may become valid, for example when clocks differ; it is asked about again soon.</summary>
    private static readonly TimeSpan InactiveTtl = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Introspection> _answers = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <exception cref="PluginIoException">The provider cannot be asked.</exception>
    public async ValueTask<JsonElement?> IntrospectAsync(PluginContext context, string token)
    {
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        lock (_lock)
        {
            if (_answers.TryGetValue(digest, out var known) && known.Until > time.GetUtcNow())
            {
                return known.Claims;
            }
        }

        var answer = await AskAsync(context, token).ConfigureAwait(false);
        Remember(digest, answer);
        return answer.Claims;
    }

    private async ValueTask<Introspection> AskAsync(PluginContext context, string token)
    {
        var address = options.IntrospectionEndpoint
            ?? (await provider.GetAsync(context, null).ConfigureAwait(false)).Metadata.IntrospectionEndpoint
            ?? throw new PluginIoException(PluginIoError.Refused, $"{options.Issuer}: the provider has no introspection endpoint");
        var response = await client.SendAsync(context.IoScope(), Request(new Uri(address), token), context.Aborted).ConfigureAwait(false);
        if (response.StatusCode != 200)
        {
            throw new PluginIoException(PluginIoError.Refused, $"{new Uri(address).Authority}: introspection answered with status {response.StatusCode}");
        }

        try
        {
            using var document = JsonDocument.Parse(response.Body, new JsonDocumentOptions { MaxDepth = 32 });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PluginIoException(PluginIoError.Protocol, $"{new Uri(address).Authority}: introspection did not answer with a JSON object", e);
        }
    }

    private Introspection Read(JsonElement answer)
    {
        var now = time.GetUtcNow();
        if (!answer.TryGetProperty("active", out var active) || active.ValueKind != JsonValueKind.True)
        {
            return new Introspection(null, now + InactiveTtl);
        }

        var until = now + options.CacheTtl;
        if (answer.TryGetProperty("exp", out var exp) && exp.ValueKind == JsonValueKind.Number && exp.TryGetInt64(out var seconds))
        {
            var expires = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, 253_402_300_799));
            until = expires < until ? expires : until;
        }

        return new Introspection(answer.Clone(), until);
    }

    private PluginHttpRequest Request(Uri address, string token)
    {
        var headers = new List<KeyValuePair<string, string>>
        {
            new("Accept", "application/json"),
            new("Content-Type", "application/x-www-form-urlencoded"),
        };
        var body = new StringBuilder("token=").Append(Uri.EscapeDataString(token)).Append("&token_type_hint=access_token");
        if (options.ClientId is { } id)
        {
            var secret = options.ClientSecret ?? "";
            if (options.IntrospectionAuthMethod == "client_secret_basic")
            {
                // Id and secret are form-encoded first (RFC 6749 2.3.1).
                var credentials = $"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}";
                headers.Add(new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))));
            }
            else if (options.IntrospectionAuthMethod == "client_secret_post")
            {
                body.Append("&client_id=").Append(Uri.EscapeDataString(id)).Append("&client_secret=").Append(Uri.EscapeDataString(secret));
            }
        }

        return new PluginHttpRequest { Uri = address, Method = "POST", Headers = headers, Body = Encoding.UTF8.GetBytes(body.ToString()) };
    }

    private void Remember(string digest, Introspection answer)
    {
        lock (_lock)
        {
            if (!_answers.ContainsKey(digest))
            {
                _order.Enqueue(digest);
            }

            _answers[digest] = answer;
            while (_answers.Count > MaxRemembered)
            {
                _answers.Remove(_order.Dequeue());
            }
        }
    }
}
