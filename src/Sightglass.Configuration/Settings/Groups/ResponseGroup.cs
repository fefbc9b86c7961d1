using static Sightglass.Configuration.Settings.Groups.Define;
using static Sightglass.Configuration.Settings.SettingReaders;

namespace Sightglass.Configuration.Settings.Groups;

/// <summary>What the gateway says in its own name.</summary>
internal static class ResponseGroup
{
    private const string Template = "a file with two %s, for message and request id";

    public static readonly SettingOf<GatewayHeaders> Headers = Setting<GatewayHeaders>("headers", HeaderReaders.Response,
        "server_tokens, latency_tokens, X-Kong-Request-Id",
        "a list of server_tokens, latency_tokens and header names; off",
        "Headers added to responses. server_tokens: Server, Via. latency_tokens: X-Kong-Proxy-, -Response-, -Admin-, -Upstream-Latency. "
        + "Also X-Kong-Upstream-Status.");

    public static readonly SettingOf<bool> HeadersUpstream = Setting<bool>("headers_upstream", HeaderReaders.Upstream, "X-Kong-Request-Id",
        "X-Kong-Request-Id, off", "Headers added to requests to upstreams.");

    public static readonly SettingOf<string> ErrorDefaultType = Setting("error_default_type",
        Choice(
            ("text/plain", "text/plain"), ("text/html", "text/html"), ("application/json", "application/json"),
            ("application/xml", "application/xml")),
        "text/plain", "text/plain, text/html, application/json, application/xml",
        "Format of error responses when the request names none.");

    public static readonly SettingOf<string?> ErrorTemplateHtml = Setting<string?>("error_template_html", PathReader.ReadOptional, "", Template, "Body of HTML errors.");
    public static readonly SettingOf<string?> ErrorTemplateJson = Setting<string?>("error_template_json", PathReader.ReadOptional, "", Template, "Body of JSON errors.");
    public static readonly SettingOf<string?> ErrorTemplateXml = Setting<string?>("error_template_xml", PathReader.ReadOptional, "", Template, "Body of XML errors.");
    public static readonly SettingOf<string?> ErrorTemplatePlain = Setting<string?>("error_template_plain", PathReader.ReadOptional, "", Template, "Body of plain text errors.");

    public static readonly SettingOf<bool> AllowDebugHeader = Setting<bool>("allow_debug_header", Flag, "off",
        OnOff, "Whether a request header Kong-Debug is answered with the names of route and service.");

    public static readonly SettingOf<bool> RequestDebug = Setting<bool>("request_debug", Flag, "on",
        OnOff, "Whether a request header X-Kong-Request-Debug is answered with the time of each phase.");

    public static readonly SettingOf<string?> RequestDebugToken = Setting<string?>("request_debug_token", OptionalText, "",
        "a text", "What a request from another machine must show for that. Unset, a random one is made at start and logged.", secret: true);

    public static readonly SettingGroup Group = new("Responses",
    [
        Headers, HeadersUpstream, ErrorDefaultType, ErrorTemplateHtml, ErrorTemplateJson, ErrorTemplateXml, ErrorTemplatePlain,
        AllowDebugHeader, RequestDebug, RequestDebugToken,
    ]);

    public static ResponseSettings Build(SettingValues values) => new()
    {
        Headers = values.Get(Headers),
        RequestIdUpstream = values.Get(HeadersUpstream),
        ErrorDefaultType = values.Get(ErrorDefaultType),
        ErrorTemplateHtml = values.Get(ErrorTemplateHtml),
        ErrorTemplateJson = values.Get(ErrorTemplateJson),
        ErrorTemplateXml = values.Get(ErrorTemplateXml),
        ErrorTemplatePlain = values.Get(ErrorTemplatePlain),
        AllowDebugHeader = values.Get(AllowDebugHeader),
        RequestDebug = values.Get(RequestDebug),
        RequestDebugToken = values.Get(RequestDebugToken),
    };
}
