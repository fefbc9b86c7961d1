using Sightglass.Tracing.Catalogue;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>Names, letters and CSS names of the span categories.</summary>
internal static class SpanCategories
{
    /// <summary>Every category in the order of the legend; its place here is its number in the waterfall's data.</summary>
    public static readonly IReadOnlyList<SpanCategory> All =
        [SpanCategory.Client, SpanCategory.Gateway, SpanCategory.Plugin, SpanCategory.ThirdParty, SpanCategory.Upstream, SpanCategory.Foreign];

    /// <summary>The name people read.</summary>
    public static string Label(this SpanCategory category) => category switch
    {
        SpanCategory.Gateway => "Gateway",
        SpanCategory.Plugin => "Plugin",
        SpanCategory.Client => "Client",
        SpanCategory.Upstream => "Upstream",
        SpanCategory.ThirdParty => "Third party",
        _ => "Other",
    };

    /// <summary>One letter, shown beside the colour so that the category never hangs on colour alone.</summary>
    public static string Letter(this SpanCategory category) => category switch
    {
        SpanCategory.Gateway => "G",
        SpanCategory.Plugin => "P",
        SpanCategory.Client => "C",
        SpanCategory.Upstream => "U",
        SpanCategory.ThirdParty => "3",
        _ => "O",
    };

    /// <summary>The part of the class name that picks colour and pattern in the style sheet.</summary>
    public static string Css(this SpanCategory category) => category switch
    {
        SpanCategory.Gateway => "gateway",
        SpanCategory.Plugin => "plugin",
        SpanCategory.Client => "client",
        SpanCategory.Upstream => "upstream",
        SpanCategory.ThirdParty => "third-party",
        _ => "foreign",
    };
}
