using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Jwt;

/// <summary>Authenticates by a signed token (gateway.md 12.3).</summary>
internal sealed class JwtPlugin : Plugin
{
    private readonly JwtKeyCache _keys = new();

    public override string Name => "jwt";

    public override int Priority => 1450;

    public override PluginPhases Phases => PluginPhases.Access;

    public override bool ConsumerScope => false;

    public override bool Authenticates => true;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Texts("uri_param_names", "Query parameters that may carry the token.", ["jwt"], type: FieldType.Set),
        Field.Texts("cookie_names", "Cookies that may carry the token.", [], type: FieldType.Set),
        Field.Texts("header_names", "Headers that may carry the token, after the word Bearer.", ["authorization"], type: FieldType.Set),
        Field.Text("key_claim_name", "The claim, or else header field, that names the credential.", "iss"),
        Field.Flag("secret_is_base64", "Secrets of HS algorithms are stored in base64.", false),
        Field.Texts("claims_to_verify", "Registered claims to verify.", check: CheckClaim, type: FieldType.Set),
        Field.Number("maximum_expiration", "Seconds that a token may be valid for from now on at most; 0 for no limit.", 0, 31_536_000, 0),
        Field.Text("anonymous", "Id or username of the consumer that requests without a valid token are let through as."),
        Field.Flag("run_on_preflight", "Also ask OPTIONS requests for a token.", true),
        Field.Text("realm", "The realm that the WWW-Authenticate header of a refusal names."))
        with
    {
        EntityChecks = [CheckExpiration],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var claims = config.Texts("claims_to_verify");
        return new JwtHandler(
            new JwtOptions
            {
                UriParamNames = config.Texts("uri_param_names"),
                CookieNames = config.Texts("cookie_names"),
                HeaderNames = config.Texts("header_names"),
                KeyClaimName = config.Text("key_claim_name") ?? "iss",
                SecretIsBase64 = config.Flag("secret_is_base64"),
                VerifyExp = claims.Contains("exp"),
                VerifyNbf = claims.Contains("nbf"),
                MaximumExpiration = config.Number("maximum_expiration"),
                Anonymous = config.Text("anonymous"),
                RunOnPreflight = config.Flag("run_on_preflight"),
                Realm = config.Text("realm"),
            },
            _keys);
    }

    private static string? CheckClaim(JsonNode value) => value.GetValue<string>() is "exp" or "nbf" ? null : "expected one of: exp, nbf";

    private static IEnumerable<(string Path, string Message)> CheckExpiration(JsonObject config)
    {
        if (config.NumberOrNull("maximum_expiration") > 0 && !config.Texts("claims_to_verify").Contains("exp"))
        {
            yield return ("claims_to_verify", "expected to contain: exp");
            yield return ("@entity", "failed conditional validation given value of field 'config.maximum_expiration'");
        }
    }
}
