using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>A configured plugin with its handler and everything a phase would otherwise have to build: span names, its id as text.</summary>
internal sealed class PluginEntry
{
    public PluginEntry(Plugin plugin, PluginInstance instance, PluginHandler handler)
    {
        Plugin = plugin;
        Instance = instance;
        Handler = handler;
        Phases = plugin.Phases;
        InstanceId = instance.Id.ToString();
        CertificateSpan = SpanNames.Plugin("certificate", plugin.Name);
        RewriteSpan = SpanNames.Plugin("rewrite", plugin.Name);
        AccessSpan = SpanNames.Plugin("access", plugin.Name);
        ResponseSpan = SpanNames.Plugin("response", plugin.Name);
        HeaderFilterSpan = SpanNames.Plugin("header_filter", plugin.Name);
        BodyFilterSpan = SpanNames.Plugin("body_filter", plugin.Name);
        LogSpan = SpanNames.Plugin("log", plugin.Name);
    }

    public Plugin Plugin { get; }

    public PluginInstance Instance { get; }

    public PluginHandler Handler { get; }

    public PluginPhases Phases { get; }

    /// <summary>The attribute <c>proxy.kong.plugin.instance_id</c>.</summary>
    public string InstanceId { get; }

    public SpanName CertificateSpan { get; }

    public SpanName RewriteSpan { get; }

    public SpanName AccessSpan { get; }

    public SpanName ResponseSpan { get; }

    public SpanName HeaderFilterSpan { get; }

    public SpanName BodyFilterSpan { get; }

    public SpanName LogSpan { get; }

    public bool Takes(PluginPhases phase) => (Phases & phase) != 0;
}
