using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>Authenticates by access tokens of an OpenID Connect provider: signed ones by its keys, opaque ones by asking it.</summary>
internal sealed class OpenIdConnectPlugin : Plugin
{
    private readonly SharedClients<PluginHttpOptions, PluginHttpClient> _clients = new();

    public override string Name => "openid-connect";

    public override int Priority => 1050;

    public override PluginPhases Phases => PluginPhases.Access;

    public override bool ConsumerScope => false;

    public override bool Authenticates => true;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Text("issuer", "Address of the provider, or of its discovery document.").Needed().Checked(CheckAddress),
        Field.Texts("issuers_allowed", "Issuers that tokens may name besides the provider's own."),
        Field.Texts("auth_methods", "bearer verifies signed tokens by the provider's keys, introspection asks the provider about tokens.", ["bearer", "introspection"], CheckMethod, FieldType.Set),
        Field.Texts("bearer_token_param_type", "Where a token may be: header, cookie, query, body.", ["header", "query", "body"], CheckPlace, FieldType.Set),
        Field.Text("bearer_token_cookie_name", "The cookie that holds a token, for cookie."),
        Field.Texts("client_id", "Id that the gateway introduces itself with to the provider."),
        Field.Texts("client_secret", "Secret that goes with the id.").Hidden(),
        Field.Text("introspection_endpoint", "Address of the introspection endpoint, when discovery does not give it.").Checked(CheckAddress),
        Field.Texts("client_auth", "How id and secret are sent: client_secret_basic, client_secret_post, none.", check: CheckClientAuth),
        Field.Choice("introspection_endpoint_auth_method", "How id and secret are sent for introspection; as client_auth says when null.", null, "client_secret_basic", "client_secret_post", "none"),
        Field.Flag("introspect_jwt_tokens", "Also ask the provider about tokens whose signature is good: it may have revoked them.", false),
        Field.Texts("audience_claim", "Path of the claim that holds audiences.", ["aud"]),
        Field.Texts("audience_required", "Audiences of which one must be there; a space joins several that must all be."),
        Field.Texts("scopes_claim", "Path of the claim that holds scopes.", ["scope"]),
        Field.Texts("scopes_required", "Scopes of which one must be there; a space joins several that must all be."),
        Field.Texts("groups_claim", "Path of the claim that holds groups.", ["groups"]),
        Field.Texts("groups_required", "Groups of which one must be there; a space joins several that must all be."),
        Field.Texts("roles_claim", "Path of the claim that holds roles.", ["roles"]),
        Field.Texts("roles_required", "Roles of which one must be there; a space joins several that must all be."),
        Field.Texts("authenticated_groups_claim", "Path of the claim whose groups the acl plugin may decide by."),
        Field.Texts("consumer_claim", "Path of the claim that names the consumer; null for no consumer."),
        Field.Texts("consumer_by", "What of a consumer the claim may name: id, username, custom_id.", ["username", "custom_id"], CheckConsumerField, FieldType.Set),
        Field.Flag("consumer_optional", "Let requests pass whose consumer is not known.", false),
        Field.Texts("credential_claim", "Path of the claim that names the credential.", ["sub"]),
        Field.Texts("upstream_headers_claims", "Claims that are sent to the upstream as headers."),
        Field.Texts("upstream_headers_names", "The headers' names, in the same order.", check: HeaderNames.Check),
        Field.Flag("hide_credentials", "Take the token out of the request before it goes to the upstream.", false),
        Field.Text("anonymous", "Id or username of the consumer that requests without a valid token are let through as."),
        Field.Flag("run_on_preflight", "Also ask OPTIONS requests for a token.", true),
        Field.Text("realm", "The realm that the WWW-Authenticate header of a refusal names; the provider when null."),
        Field.Text("unauthorized_error_message", "The message of a 401.", "Unauthorized"),
        Field.Text("forbidden_error_message", "The message of a 403.", "Forbidden"),
        Field.Number("leeway", "Seconds by which clocks may differ.", 0, 3_600, 0),
        Field.Number("cache_ttl", "Seconds that keys and introspections are kept.", 1, 86_400, 3_600),
        Field.Number("rediscovery_lifetime", "Seconds between looks for new keys when a token names an unknown one.", 1, 86_400, 30),
        Field.Number("timeout", "Milliseconds for a call to the provider.", 1, int.MaxValue, 10_000),
        Field.Flag("ssl_verify", "Verify the provider's certificate.", true))
        with
    {
        EntityChecks = [CheckHeaders],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var options = OpenIdConnectOptions.From(instance.Config);
        var lease = _clients.Borrow(
            new PluginHttpOptions
            {
                Timeout = options.Timeout,
                MaxResponseBody = 1024 * 1024,
                Tls = options.SslVerify ? TlsClientOptions.Verified : TlsClientOptions.Unverified,
            },
            made => new PluginHttpClient(made, services.NameResolver, services.Time));
        var provider = new Provider(options, lease.Client, services.Time);
        return new OpenIdConnectHandler(options, provider, new Introspector(options, provider, lease.Client, services.Time), lease);
    }

    private static string? CheckAddress(JsonNode value) =>
        Uri.TryCreate(value.GetValue<string>(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? null
            : "expected an absolute http or https address";

    private static string? CheckMethod(JsonNode value) =>
        value.GetValue<string>() is "bearer" or "introspection" ? null : "expected one of: bearer, introspection";

    private static string? CheckClientAuth(JsonNode value) =>
        value.GetValue<string>() is "client_secret_basic" or "client_secret_post" or "none" ? null : "expected one of: client_secret_basic, client_secret_post, none";

    private static string? CheckConsumerField(JsonNode value) =>
        value.GetValue<string>() is "id" or "username" or "custom_id" ? null : "expected one of: id, username, custom_id";

    private static string? CheckPlace(JsonNode value) =>
        value.GetValue<string>() is "header" or "cookie" or "query" or "body" ? null : "expected one of: header, cookie, query, body";

    private static IEnumerable<(string Path, string Message)> CheckHeaders(JsonObject config)
    {
        if (config.Texts("upstream_headers_claims").Length != config.Texts("upstream_headers_names").Length)
        {
            yield return ("upstream_headers_names", "must have as many entries as upstream_headers_claims");
        }
    }
}
