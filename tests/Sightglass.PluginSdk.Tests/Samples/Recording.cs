using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;
using Sightglass.Tracing.Verify;

namespace Sightglass.PluginSdk.Tests.Samples;

/// <summary>A request being recorded, inside a plugin's access handler.</summary>
internal sealed class Recording
{
    private readonly TraceRecorder _recorder = new TraceRecorderPool().Rent();
    private readonly int _plugin;

    public Recording()
    {
        _recorder.Begin(TraceRecorder.Now());
        _recorder.Start(SpanNames.PhaseAccess);
        _plugin = _recorder.Start(SpanNames.Plugin("access", "probe"));
    }

    /// <summary>Where the plugin's calls go.</summary>
    public IoScope Io => _recorder.Io(_plugin);

    public Trace Complete()
    {
        _recorder.End(_plugin);
        _recorder.Finish(TraceRecorder.Now());
        return _recorder.Complete("node", new string('0', 32), ClockAnchor.Now(TimeProvider.System));
    }

    /// <summary>The spans under the plugin, in order of start, and each inside it.</summary>
    public static List<Span> PluginSpans(Trace trace)
    {
        var plugin = trace.Spans.Single(span => span.Name == "kong.access.plugin.probe");
        var children = trace.Spans.Where(span => span.ParentSpanId == plugin.SpanId).ToList();
        Assert.All(children, child => Assert.True(child.StartTime >= plugin.StartTime && child.EndTime <= plugin.EndTime));
        Assert.Equal(children.Count + 3, trace.Spans.Length);

        // Against the catalogue. The request around the plugin is not a whole one, so only what is said of its calls counts.
        Assert.Empty(TraceVerifier.Verify(trace).Where(violation => children.Any(child => child.SpanId.ToString() == violation.SpanId)));
        return children;
    }

    public static string? Attribute(Span span, AttributeKey key) => span.TryGet(key.Name, out var value) ? value.ToString() : null;
}
