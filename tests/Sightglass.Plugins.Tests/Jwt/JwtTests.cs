using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Plugins.Jwt;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Jwt;

public sealed class JwtTests
{
    private const string Key = "ann-key";
    private const string Secret = "keep it";
    private static readonly Lazy<RSA> Rsa = new(() => RSA.Create(2048));
    private static readonly string Good = TokenMaker.Hs256($$"""{"iss":"{{Key}}"}""", Secret);

    [Theory]
    [InlineData("header")]
    [InlineData("query")]
    [InlineData("cookie")]
    public async Task Access_ValidToken_Authenticates(string place)
    {
        var context = Context();
        switch (place)
        {
            case "header":
                context.Request.Headers.Authorization = "Bearer " + Good;
                break;
            case "query":
                context.Request.QueryStringValue = "a=1&jwt=" + Good;
                break;
            default:
                context.Request.Headers.Cookie = $"a=b; session={Good}";
                break;
        }

        await PluginFactory.Create(new JwtPlugin(), """{"cookie_names":["session"]}""").AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Equal("ann", context.Client.Consumer?.Username);
        Assert.Equal(Key, context.ServiceRequest.GetHeader("X-Credential-Identifier"));
        Assert.Equal(Good, context.Items["authenticated_jwt_token"]);
    }

    [Theory]
    [InlineData(null, "Unauthorized", "Bearer")]
    [InlineData("Basic x", "Unauthorized", "Bearer")]
    [InlineData("Bearer ", "Unauthorized", "Bearer")]
    [InlineData("Bearer abc", "Bad token; invalid JSON", "Bearer error=\"invalid_token\"")]
    [InlineData("Bearer a.b.c", "Bad token; invalid JSON", "Bearer error=\"invalid_token\"")]
    public async Task Access_NoOrBrokenToken_IsRefused(string? header, string message, string challenge)
    {
        var context = Context();
        if (header is not null)
        {
            context.Request.Headers.Authorization = header;
        }

        await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);

        AssertRefused(context, message);
        Assert.Equal(challenge, context.Response.Headers.WWWAuthenticate);
    }

    [Theory]
    [InlineData("""{"typ":"JWT"}""", """{"iss":"ann-key"}""", "Bad token; invalid alg")]
    [InlineData("""{"alg":"none"}""", """{"iss":"ann-key"}""", "Bad token; invalid alg")]
    [InlineData("""{"alg":"HS256","crit":["b64"]}""", """{"iss":"ann-key"}""", "Bad token; invalid alg")]
    [InlineData("""{"alg":"HS256"}""", "[]", "Bad token; invalid claims")]
    [InlineData("""{"alg":"HS256"}""", """{"iss":"a","iss":"b"}""", "Bad token; invalid JSON")]
    [InlineData("""{"alg":"HS256"}""", """{"sub":"x"}""", "No mandatory 'iss' in claims")]
    [InlineData("""{"alg":"HS256"}""", """{"iss":""}""", "Invalid 'iss' in claims")]
    [InlineData("""{"alg":"HS256"}""", """{"iss":"nobody"}""", "No credentials found for given 'iss'")]
    [InlineData("""{"alg":"HS384"}""", """{"iss":"ann-key"}""", "Invalid algorithm")]
    [InlineData("""{"alg":"HS256"}""", """{"iss":"ann-key","admin":true}""", "Invalid signature")]
    public async Task Access_BadToken_SaysWhatIsWrong(string header, string claims, string message)
    {
        var context = Context();
        var forged = TokenMaker.Make(header, claims, _ => [1, 2, 3]);
        context.Request.Headers.Authorization = "Bearer " + forged;

        await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);

        AssertRefused(context, message);
    }

    [Fact]
    public async Task Access_EmptySignature_IsRefused()
    {
        var context = Context();
        context.Request.Headers.Authorization = $"Bearer {TokenMaker.Encode("""{"alg":"HS256"}""")}.{TokenMaker.Encode("""{"iss":"ann-key"}""")}.";

        await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);

        AssertRefused(context, "Invalid signature");
    }

    [Fact]
    public async Task Access_SeveralDifferentTokens_IsRefused()
    {
        var context = Context();
        context.Request.Headers.Authorization = "Bearer " + Good;
        context.Request.QueryStringValue = "jwt=other";

        await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);

        AssertRefused(context, "Multiple tokens provided");
    }

    [Fact]
    public async Task Access_SameTokenTwice_IsOne()
    {
        var context = Context();
        context.Request.Headers.Authorization = "Bearer " + Good;
        context.Request.QueryStringValue = "jwt=" + Good;

        await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);

        Assert.Equal("ann", context.Client.Consumer?.Username);
    }

    [Fact]
    public async Task Access_KeyInTokenHeader_IsFound()
    {
        var context = Context();
        var token = TokenMaker.Hs256("""{"iss":"other"}""", Secret, """{"alg":"HS256","kid":"ann-key"}""");
        context.Request.Headers.Authorization = "Bearer " + token;

        await PluginFactory.Create(new JwtPlugin(), """{"key_claim_name":"kid"}""").AccessAsync(context);

        Assert.Equal("ann", context.Client.Consumer?.Username);
    }

    [Fact]
    public async Task Access_SecretIsBase64_UsesTheDecodedOne()
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("ann", "jwt_secrets", Key, new JsonObject
        {
            ["algorithm"] = "HS256",
            ["secret"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        });
        context.Request.Headers.Authorization = "Bearer " + Good;

        await PluginFactory.Create(new JwtPlugin(), """{"secret_is_base64":true}""").AccessAsync(context);

        Assert.Equal("ann", context.Client.Consumer?.Username);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Access_PublicKeyAlgorithm_VerifiesItsSignatureOnly(string algorithm)
    {
        var (pem, sign) = MakeKey(algorithm);
        var fields = new JsonObject { ["algorithm"] = algorithm, ["rsa_public_key"] = pem, ["secret"] = "s" };
        var token = TokenMaker.Make($$"""{"alg":"{{algorithm}}"}""", """{"iss":"ann-key"}""", sign);

        Assert.Null(await Use(token));
        Assert.Equal("""{"message":"Invalid signature"}""", await Use(token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..]));

        async Task<string?> Use(string text)
        {
            var context = new FakePluginContext();
            context.Consumers.AddWith("ann", "jwt_secrets", Key, fields);
            context.Request.Headers.Authorization = "Bearer " + text;
            await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);
            return context.ExitText;
        }
    }

    [Fact]
    public async Task Access_PublicKeyAsHmacSecret_IsRefused()
    {
        var (pem, _) = MakeKey("RS256");
        var context = new FakePluginContext();
        context.Consumers.AddWith("ann", "jwt_secrets", Key, new JsonObject { ["algorithm"] = "RS256", ["rsa_public_key"] = pem });
        context.Request.Headers.Authorization = "Bearer " + TokenMaker.Hs256("""{"iss":"ann-key"}""", pem);

        await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);

        AssertRefused(context, "Invalid algorithm");
    }

    [Fact]
    public async Task Access_CredentialWithoutKey_IsRefused()
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("ann", "jwt_secrets", Key, new JsonObject { ["algorithm"] = "ES256" });
        context.Request.Headers.Authorization = "Bearer " + TokenMaker.Make("""{"alg":"ES256"}""", """{"iss":"ann-key"}""", _ => [1]);

        await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);

        AssertRefused(context, "Invalid key/secret");
    }

    // The clock stands at 1773500966 s.
    [Theory]
    [InlineData("\"exp\":1773500967", null)]
    [InlineData("\"exp\":1773500966", """{"exp":"token expired"}""")]
    [InlineData("\"exp\":\"soon\"", """{"exp":"must be a number"}""")]
    [InlineData("\"x\":1", """{"exp":"must be a number"}""")]
    [InlineData("\"exp\":1773501267", """{"exp":"exceeds maximum allowed expiration"}""")]
    [InlineData("\"exp\":1773501000,\"nbf\":1773500966", null)]
    public async Task Access_Expiration_IsVerified(string claims, string? body)
    {
        var context = Context();
        context.Request.Headers.Authorization = "Bearer " + TokenMaker.Hs256($$"""{"iss":"ann-key",{{claims}}}""", Secret);

        await PluginFactory.Create(new JwtPlugin(), """{"claims_to_verify":["exp"],"maximum_expiration":300}""").AccessAsync(context);

        Assert.Equal(body, context.ExitText);
        Assert.Equal(body is null ? null : 401, context.ExitStatus);
    }

    [Fact]
    public async Task Access_NotYetValid_IsRefusedWithEveryProblem()
    {
        var context = Context();
        context.Request.Headers.Authorization = "Bearer " + TokenMaker.Hs256("""{"iss":"ann-key","exp":1,"nbf":1773500967}""", Secret);

        await PluginFactory.Create(new JwtPlugin(), """{"claims_to_verify":["exp","nbf"],"realm":"r"}""").AccessAsync(context);

        Assert.Equal("""{"exp":"token expired","nbf":"token not valid yet"}""", context.ExitText);
        Assert.Equal("Bearer realm=\"r\" error=\"invalid_token\"", context.Response.Headers.WWWAuthenticate);
    }

    [Fact]
    public async Task Access_Anonymous_LetsThrough()
    {
        var context = Context();
        context.Consumers.Add("guest");

        await PluginFactory.Create(new JwtPlugin(), """{"anonymous":"guest"}""").AccessAsync(context);

        Assert.Equal("guest", context.Client.Consumer?.Username);
    }

    [Fact]
    public async Task Access_Preflight_PassesOnlyWhenTold()
    {
        var context = Context();
        context.Request.MethodValue = "OPTIONS";

        await PluginFactory.Create(new JwtPlugin(), """{"run_on_preflight":false}""").AccessAsync(context);
        Assert.False(context.HasExited);

        await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);
        Assert.Equal(401, context.ExitStatus);
    }

    [Fact]
    public void Schema_MaximumExpirationWithoutExp_IsRefused() => Assert.Equal(
        ["claims_to_verify: expected to contain: exp", "failed conditional validation given value of field 'config.maximum_expiration'"],
        PluginFactory.Problems(new JwtPlugin(), """{"maximum_expiration":10}"""));

    [Theory]
    [InlineData("eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9.eyJpc3MiOiJlZC1rZXkifQ.hJrV9QiufIz0W9KpFTSL4tG12boIayNhdIhWdpAmbXs_Vi4zeBhTQ7zpMZRtHstAgoIG1Vrp_E2w35AJgj5qAQ", null)]
    [InlineData("eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9.eyJpc3MiOiJlZC1rZXkifQ.hJrV9QiufIz0W9KpFTSL4tG12boIayNhdIhWdpAmbXs_Vi4zeBhTQ7zpMZRtHstAgoIG1Vrp_E2w35AJgjAAAA", "Invalid signature")]
    public async Task Access_EdDsaToken_IsVerifiedByTheKey(string token, string? message)
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("ann", "jwt_secrets", "ed-key", new JsonObject
        {
            ["algorithm"] = "EdDSA",
            ["rsa_public_key"] = """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEAv/m9erlr/uu5+LSVH78jKrxmdfZHL7cO3BZbrwm7axE=
                -----END PUBLIC KEY-----
                """,
        });
        context.Request.Headers.Authorization = "Bearer " + token;

        await PluginFactory.Create(new JwtPlugin()).AccessAsync(context);

        Assert.Equal(message is null ? "ann" : null, context.Client.Consumer?.Username);
        Assert.Equal(message is null ? null : $$"""{"message":"{{message}}"}""", context.ExitText);
    }

    private static FakePluginContext Context()
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("ann", "jwt_secrets", Key, new JsonObject { ["algorithm"] = "HS256", ["secret"] = Secret });
        return context;
    }

    private static void AssertRefused(FakePluginContext context, string message)
    {
        Assert.Equal(401, context.ExitStatus);
        Assert.Equal(new JsonObject { ["message"] = message }.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), context.ExitText);
        Assert.Null(context.Client.Consumer);
    }

    private static (string Pem, Func<byte[], byte[]> Sign) MakeKey(string algorithm)
    {
        var hash = new HashAlgorithmName("SHA" + algorithm[2..]);
        if (algorithm.StartsWith("ES", StringComparison.Ordinal))
        {
            var ec = ECDsa.Create(algorithm switch
            {
                "ES256" => ECCurve.NamedCurves.nistP256,
                "ES384" => ECCurve.NamedCurves.nistP384,
                _ => ECCurve.NamedCurves.nistP521,
            });
            return (ec.ExportSubjectPublicKeyInfoPem(), data => ec.SignData(data, hash));
        }

        var rsa = Rsa.Value;
        var padding = algorithm.StartsWith("RS", StringComparison.Ordinal) ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss;
        return (rsa.ExportSubjectPublicKeyInfoPem(), data => rsa.SignData(data, hash, padding));
    }
}
