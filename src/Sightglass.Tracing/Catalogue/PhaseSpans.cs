using System.Collections.Immutable;
using static Sightglass.Tracing.Catalogue.AttributeKeys;
using static Sightglass.Tracing.Catalogue.AttributeNeed;

namespace Sightglass.Tracing.Catalogue;

/// <summary>The phases of a request, the plugins in them, and the router.</summary>
internal static class PhaseSpans
{
    public static readonly ImmutableArray<SpanDefinition> All =
    [
        Phase("certificate", "Choosing the server certificate; only on the first request of a connection.", "ClientHello parsed.", "Certificate chosen."),
        Plugin("certificate"),
        Phase("rewrite", "Global plugins, before a route is known.", "Phase entered.", "Last plugin returned."),
        Plugin("rewrite"),
        Phase("access", "The router, then the plugins that decide about the request.", "Phase entered.", "Last plugin returned."),
        new()
        {
            Name = SpanNames.Router.Text,
            Category = SpanCategory.Gateway,
            Description = "Matching the request to a route.",
            Starts = "Match begins.",
            Ends = "Match known.",
            Parents = [SpanNames.PhaseAccess.Text],
            Attributes =
            [
                new(ProxyKongRouterMatched, Required),
                new(ProxyKongRouterRouteId),
                new(ProxyKongRouterServiceId),
                new(ProxyKongRouterUpstreamPath),
                new(ProxyKongRouterCacheHit),
            ],
        },
        Plugin("access"),
        Phase("response", "Plugins that see the whole buffered response; only when one asks for it.", "Upstream's response complete.", "Last plugin returned."),
        Plugin("response"),
        Phase("header_filter", "Plugins that change the response's head.", "Phase entered.", "Last plugin returned."),
        Plugin("header_filter"),
        Phase("body_filter", "Plugins that see the response's body, chunk by chunk.", "First chunk entered.", "Last chunk left."),
        Plugin("body_filter") with
        {
            Description = "A plugin's handler over all chunks of the body. The pauses between chunks are in the span; the execution time is apart.",
            Starts = "First chunk entered.",
            Ends = "Last chunk left.",
            Attributes = [.. PluginAttributes, new(ProxyKongPluginExecutionTime)],
        },
        Phase("log", "Plugins that report the request. After the response, and no part of the total.", "Phase entered.", "Last plugin returned.") with
        {
            InTotal = false,
        },
        Plugin("log") with { InTotal = false },
    ];

    /// <summary>The names of all plugin spans: what is done for plugins may stand under any of them.</summary>
    public static readonly ImmutableArray<string> PluginNames =
        [.. All.Where(definition => definition.Category == SpanCategory.Plugin).Select(definition => definition.Name)];

    private static AttributeUse[] PluginAttributes =>
    [
        new(ProxyKongPluginInstanceId, Required),
        new(ProxyKongPluginHttpResponseStatusCode),
        new(ProxyKongPluginHttpResponseStatusMessage),
    ];

    private static SpanDefinition Phase(string phase, string description, string starts, string ends) => new()
    {
        Name = $"kong.phase.{phase}",
        Category = SpanCategory.Gateway,
        Description = description + " Present whenever the phase ran, even with no plugin.",
        Starts = starts,
        Ends = ends,
        Parents = [SpanNames.Root.Text],
    };

    private static SpanDefinition Plugin(string phase) => new()
    {
        Name = $"kong.{phase}.plugin.{{plugin}}",
        Category = SpanCategory.Plugin,
        Description = $"A plugin's {phase} handler, work it awaits included.",
        Starts = "Handler entered.",
        Ends = "Handler returned.",
        Parents = [$"kong.phase.{phase}"],
        Attributes = [.. PluginAttributes],
        Repeats = true,
    };
}
