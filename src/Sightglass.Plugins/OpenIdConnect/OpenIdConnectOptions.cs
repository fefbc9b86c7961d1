using System.Text.Json.Nodes;
using Sightglass.Plugins.Configuration;

namespace Sightglass.Plugins.OpenIdConnect;

internal sealed record OpenIdConnectOptions
{
    private const string WellKnown = "/.well-known/openid-configuration";

    /// <summary>The provider without the discovery document's path and without a trailing slash.</summary>
    public required string Issuer { get; init; }
    public required string[] IssuersAllowed { get; init; }
    public bool VerifiesSignatures { get; init; }
    public bool Introspects { get; init; }
    public bool IntrospectsSigned { get; init; }
    public bool TokenInHeader { get; init; }
    public bool TokenInQuery { get; init; }
    public bool TokenInBody { get; init; }

    /// <summary>The cookie that may hold the token; null for none.</summary>
    public string? TokenCookie { get; init; }
    public string? ClientId { get; init; }
    public string? ClientSecret { get; init; }
    public string? IntrospectionEndpoint { get; init; }
    public required string IntrospectionAuthMethod { get; init; }
    public required ClaimRequirement Audience { get; init; }
    public required ClaimRequirement Scopes { get; init; }
    public required ClaimRequirement Groups { get; init; }
    public required ClaimRequirement Roles { get; init; }
    public required string[] AuthenticatedGroupsClaim { get; init; }
    public required string[] ConsumerClaim { get; init; }
    public required string[] ConsumerBy { get; init; }
    public bool ConsumerOptional { get; init; }
    public required string[] CredentialClaim { get; init; }
    public required KeyValuePair<string, string>[] UpstreamHeaders { get; init; }
    public bool HideCredentials { get; init; }
    public string? Anonymous { get; init; }
    public bool RunOnPreflight { get; init; }
    public required string Realm { get; init; }
    public required string UnauthorizedMessage { get; init; }
    public required string ForbiddenMessage { get; init; }
    public TimeSpan Leeway { get; init; }
    public TimeSpan CacheTtl { get; init; }
    public TimeSpan RediscoveryLifetime { get; init; }
    public TimeSpan Timeout { get; init; }
    public bool SslVerify { get; init; }

    public Uri DiscoveryAddress => new(Issuer + WellKnown);

    public static OpenIdConnectOptions From(JsonObject config)
    {
        var issuer = config.Text("issuer")!;
        issuer = issuer.EndsWith(WellKnown, StringComparison.Ordinal) ? issuer[..^WellKnown.Length] : issuer.TrimEnd('/');
        var methods = config.Texts("auth_methods");
        var places = config.Texts("bearer_token_param_type");
        return new OpenIdConnectOptions
        {
            Issuer = issuer,
            IssuersAllowed = config.Texts("issuers_allowed"),
            VerifiesSignatures = methods.Contains("bearer"),
            Introspects = methods.Contains("introspection"),
            TokenInHeader = places.Contains("header"),
            TokenInQuery = places.Contains("query"),
            TokenInBody = places.Contains("body"),
            TokenCookie = places.Contains("cookie") ? config.Text("bearer_token_cookie_name") : null,
            ClientId = config.Texts("client_id").FirstOrDefault(),
            ClientSecret = config.Texts("client_secret").FirstOrDefault(),
            IntrospectionEndpoint = config.Text("introspection_endpoint"),
            IntrospectionAuthMethod = config.Text("introspection_endpoint_auth_method") ?? config.Texts("client_auth").FirstOrDefault() ?? "client_secret_basic",
            IntrospectsSigned = config.Flag("introspect_jwt_tokens"),
            Audience = new ClaimRequirement(config.Texts("audience_claim"), config.Texts("audience_required")),
            Scopes = new ClaimRequirement(config.Texts("scopes_claim"), config.Texts("scopes_required")),
            Groups = new ClaimRequirement(config.Texts("groups_claim"), config.Texts("groups_required")),
            Roles = new ClaimRequirement(config.Texts("roles_claim"), config.Texts("roles_required")),
            AuthenticatedGroupsClaim = config.Texts("authenticated_groups_claim"),
            ConsumerClaim = config.Texts("consumer_claim"),
            ConsumerBy = config.Texts("consumer_by"),
            ConsumerOptional = config.Flag("consumer_optional"),
            CredentialClaim = config.Texts("credential_claim"),
            UpstreamHeaders =
            [
                .. config.Texts("upstream_headers_claims").Zip(config.Texts("upstream_headers_names"), KeyValuePair.Create),
            ],
            HideCredentials = config.Flag("hide_credentials"),
            Anonymous = config.Text("anonymous"),
            RunOnPreflight = config.Flag("run_on_preflight"),
            Realm = config.Text("realm") ?? new Uri(issuer).Host,
            UnauthorizedMessage = config.Text("unauthorized_error_message") ?? "Unauthorized",
            ForbiddenMessage = config.Text("forbidden_error_message") ?? "Forbidden",
            Leeway = TimeSpan.FromSeconds(config.Number("leeway")),
            CacheTtl = TimeSpan.FromSeconds(config.Number("cache_ttl")),
            RediscoveryLifetime = TimeSpan.FromSeconds(config.Number("rediscovery_lifetime")),
            Timeout = TimeSpan.FromMilliseconds(config.Number("timeout")),
            SslVerify = config.Flag("ssl_verify"),
        };
    }
}
