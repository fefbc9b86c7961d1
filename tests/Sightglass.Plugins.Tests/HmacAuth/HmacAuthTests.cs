using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Plugins.HmacAuth;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.HmacAuth;

public sealed class HmacAuthTests
{
    private const string Date = "Thu, 22 Jun 2017 17:15:21 GMT";
    private const string Wrong = "HMAC signature does not match";
    private const string Unclear = "HMAC signature cannot be verified";

    [Theory]
    [InlineData("hmac-sha1", "date", "date: " + Date)]
    [InlineData("hmac-sha256", "date", "date: " + Date)]
    [InlineData("hmac-sha384", "date @request-target", "date: " + Date + "\n@request-target: post /a%20b?x=1")]
    [InlineData("hmac-sha512", "date request-line", "date: " + Date + "\nPOST /a%20b?x=1 HTTP/1.1")]
    [InlineData("hmac-sha256", "host x-none date", "host: api.test\nx-none:\ndate: " + Date)]
    [InlineData("hmac-sha256", "X-Multi date", "X-Multi: one\ndate: " + Date)]
    public async Task Access_RightSignature_Authenticates(string algorithm, string headers, string signed)
    {
        var context = Context();
        context.Request.Headers.Authorization = Header("ann", algorithm, headers, Sign(algorithm, signed));

        await RunAsync(context);

        Assert.False(context.HasExited, context.Response.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("ann", context.Client.Consumer?.Username);
        Assert.Equal("ann-key", context.ServiceRequest.GetHeader("X-Credential-Identifier"));
        Assert.Equal(1, context.ServiceRequest.GetHeader("Authorization").Count);
    }

    [Theory]
    [InlineData(null, "Unauthorized")]
    [InlineData("Basic eA==", Unclear)]
    [InlineData("hmac username=\"ann-key\", algorithm=\"hmac-sha256\", headers=\"date\", signature=\"!\"", Wrong)]
    [InlineData("hmac username=\"ann-key\", algorithm=\"hmac-sha256\", headers=\"date\", signature=\"c2lnbg==\"", Wrong)]
    [InlineData("hmac username=\"bob\", algorithm=\"hmac-sha256\", headers=\"date\", signature=\"c2lnbg==\"", Unclear)]
    [InlineData("hmac username=\"ann-key\", algorithm=\"hmac-md5\", headers=\"date\", signature=\"c2lnbg==\"", Unclear)]
    [InlineData("hmac username=\"ann-key\", algorithm=\"hmac-sha256\", signature=\"c2lnbg==\"", Unclear)]
    public async Task Access_Otherwise_Refuses(string? header, string message)
    {
        var context = Context();
        if (header is not null)
        {
            context.Request.Headers.Authorization = header;
        }

        await RunAsync(context, """{"realm":"here"}""");

        Assert.Equal((401, message), (context.Response.StatusCode, context.ErrorMessage));
        Assert.Equal("hmac realm=\"here\"", context.Response.Headers.WWWAuthenticate);
        Assert.Null(context.Client.Consumer);
    }

    [Theory]
    [InlineData(301, 300, false)]
    [InlineData(300, 300, true)]
    [InlineData(-299, 300, true)]
    [InlineData(-301, 300, false)]
    [InlineData(5, 4, false)]
    public async Task Access_Date_MayBeOffByTheSkew(int late, int skew, bool isRight)
    {
        var context = Context(late);
        context.Request.Headers.Authorization = Header("ann", "hmac-sha256", "date", Sign("hmac-sha256", "date: " + Date));

        await RunAsync(context, $$"""{"clock_skew":{{skew}}}""");

        Assert.Equal(!isRight, context.HasExited);
        Assert.Equal(
            isRight ? null : "HMAC signature cannot be verified, a valid date or x-date header is required for HMAC Authentication",
            context.ErrorMessage);
    }

    [Fact]
    public async Task Access_XDate_StandsForDate()
    {
        var context = Context();
        context.Request.Headers.Remove("Date");
        context.Request.Headers["X-Date"] = Date;
        context.Request.Headers.Authorization = Header("ann", "hmac-sha256", "x-date", Sign("hmac-sha256", "x-date: " + Date));

        await RunAsync(context);

        Assert.False(context.HasExited);
    }

    [Theory]
    [InlineData("""["date"]""", true)]
    [InlineData("""["date","host"]""", false)]
    public async Task Access_EnforcedHeaders_MustBeSigned(string enforced, bool isRight)
    {
        var context = Context();
        context.Request.Headers.Authorization = Header("ann", "hmac-sha256", "date", Sign("hmac-sha256", "date: " + Date));

        await RunAsync(context, $$"""{"enforce_headers":{{enforced}}}""");

        Assert.Equal(isRight ? null : Unclear, context.ErrorMessage);
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", true, null)]
    [InlineData("""{"a":1}""", """{"a":2}""", true, Wrong)]
    [InlineData("", "", true, null)]
    [InlineData("", null, true, null)]
    [InlineData("x", null, true, Wrong)]
    [InlineData("x", "y", false, null)]
    public async Task Access_Body_IsComparedWithItsDigest(string body, string? digested, bool validates, string? problem)
    {
        var context = Context();
        context.Request.SetBody("application/json", body);
        if (digested is not null)
        {
            context.Request.Headers["Digest"] = "SHA-256=" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(digested)));
        }

        context.Request.Headers.Authorization = Header("ann", "hmac-sha256", "date", Sign("hmac-sha256", "date: " + Date));

        await RunAsync(context, $$"""{"validate_request_body":{{(validates ? "true" : "false")}}}""");

        Assert.Equal(problem, context.ErrorMessage);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    public async Task Access_HideCredentials_TakesTheHeaderOut(string header)
    {
        var context = Context();
        context.Request.Headers[header] = Header("ann", "hmac-sha256", "date", Sign("hmac-sha256", "date: " + Date));

        await RunAsync(context, """{"hide_credentials":true}""");

        Assert.False(context.HasExited);
        Assert.Equal(0, context.ServiceRequest.GetHeader(header).Count);
    }

    [Fact]
    public async Task Access_Anonymous_LetsOthersThrough()
    {
        var context = Context();
        context.Consumers.Add("guest");

        await RunAsync(context, """{"anonymous":"guest"}""");

        Assert.False(context.HasExited);
        Assert.Equal("guest", context.Client.Consumer?.Username);
    }

    [Theory]
    [InlineData("""{"algorithms":["md5"]}""", "algorithms[0]: expected one of: hmac-sha1, hmac-sha256, hmac-sha384, hmac-sha512")]
    [InlineData("""{"clock_skew":"x"}""", "clock_skew: expected a number")]
    public void Schema_BadConfiguration_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new HmacAuthPlugin(), config));

    private static async Task RunAsync(FakePluginContext context, string config = "{}")
    {
        await using var handler = PluginFactory.Create(new HmacAuthPlugin(), config);
        await handler.AccessAsync(context);
    }

    private static FakePluginContext Context(int late = 0)
    {
        var time = new ManualTime();
        time.Set(DateTimeOffset.Parse(Date, System.Globalization.CultureInfo.InvariantCulture).AddSeconds(late));
        var context = new FakePluginContext { Clock = time };
        context.Consumers.AddWith("ann", "hmacauth_credentials", "ann-key", new JsonObject { ["secret"] = "s3cret" });
        context.Request.MethodValue = "POST";
        context.Request.PathValue = "/a%20b";
        context.Request.QueryStringValue = "x=1";
        context.Request.Headers.Date = Date;
        context.Request.Headers.Host = "api.test";
        context.Request.Headers["X-Multi"] = new(["one", "two"]);
        return context;
    }

    private static string Header(string username, string algorithm, string headers, string signature) =>
        $"hmac username=\"{username}-key\", algorithm=\"{algorithm}\", headers=\"{headers}\", signature=\"{signature}\"";

    private static string Sign(string algorithm, string text)
    {
        using var hash = IncrementalHash.CreateHMAC(
            new HashAlgorithmName(algorithm["hmac-".Length..].ToUpperInvariant()), Encoding.ASCII.GetBytes("s3cret"));
        hash.AppendData(Encoding.ASCII.GetBytes(text));
        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
