using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>Names, letters and CSS names of the span categories.</summary>
internal static class SpanCategories
{
    public static readonly IReadOnlyList<SpanCategory> All =
        [SpanCategory.Client, SpanCategory.Gateway, SpanCategory.Plugin, SpanCategory.ThirdParty, SpanCategory.Upstream];

    /// <summary>Which category a span belongs to. Spans that the gateway does not make go by their kind.</summary>
    public static SpanCategory Of(Span span)
    {
        var name = span.Name.AsSpan();
        if (!name.StartsWith("kong.", StringComparison.Ordinal))
        {
            return span.Kind == SpanKind.Client ? SpanCategory.ThirdParty : SpanCategory.Gateway;
        }

        name = name["kong.".Length..];
        if (name.Contains(".plugin.", StringComparison.Ordinal))
        {
            return SpanCategory.Plugin;
        }

        if (name is "dns" || name.StartsWith("io.", StringComparison.Ordinal))
        {
            return SpanCategory.ThirdParty;
        }

        if (name is "tls_handshake" or "wait_for_client_read" || name.StartsWith("read_client_", StringComparison.Ordinal))
        {
            return SpanCategory.Client;
        }

        return name is "find_upstream" || name.StartsWith("upstream.", StringComparison.Ordinal) || name.EndsWith("_upstream", StringComparison.Ordinal)
            ? SpanCategory.Upstream
            : SpanCategory.Gateway;
    }

    /// <summary>The name people read.</summary>
    public static string Label(this SpanCategory category) => category switch
    {
        SpanCategory.Gateway => "Gateway",
        SpanCategory.Plugin => "Plugin",
        SpanCategory.Client => "Client",
        SpanCategory.Upstream => "Upstream",
        _ => "Third party",
    };

    /// <summary>One letter, shown beside the colour so that the category never hangs on colour alone.</summary>
    public static string Letter(this SpanCategory category) => category switch
    {
        SpanCategory.Gateway => "G",
        SpanCategory.Plugin => "P",
        SpanCategory.Client => "C",
        SpanCategory.Upstream => "U",
        _ => "3",
    };

    /// <summary>The part of the class name that picks colour and pattern in the style sheet.</summary>
    public static string Css(this SpanCategory category) => category switch
    {
        SpanCategory.Gateway => "gateway",
        SpanCategory.Plugin => "plugin",
        SpanCategory.Client => "client",
        SpanCategory.Upstream => "upstream",
        _ => "third-party",
    };
}
