namespace Sightglass.Configuration.Settings;

/// <summary>What the gateway says in its own name.</summary>
public sealed record ResponseSettings
{
    /// <summary>Headers added to responses.</summary>
    public GatewayHeaders Headers { get; init; } = GatewayHeaders.ServerTokens | GatewayHeaders.LatencyTokens | GatewayHeaders.RequestId;

    /// <summary>Whether upstreams get the request id.</summary>
    public bool RequestIdUpstream { get; init; } = true;

    /// <summary>Media type of error responses when the request names none.</summary>
    public string ErrorDefaultType { get; init; } = "text/plain";

    /// <summary>Template files with two <c>%s</c>; null for the built-in form.</summary>
    public string? ErrorTemplateHtml { get; init; }
    public string? ErrorTemplateJson { get; init; }
    public string? ErrorTemplateXml { get; init; }
    public string? ErrorTemplatePlain { get; init; }

    /// <summary>Whether <c>Kong-Debug</c> is answered.</summary>
    public bool AllowDebugHeader { get; init; }

    /// <summary>Whether <c>X-Kong-Request-Debug</c> is answered.</summary>
    public bool RequestDebug { get; init; } = true;

    /// <summary>Null for a random token.</summary>
    public string? RequestDebugToken { get; init; }

    /// <summary>The type's name: the token is a secret.</summary>
    public override string ToString() => nameof(ResponseSettings);
}
