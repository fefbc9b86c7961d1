using System.Collections.Immutable;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Tests.Samples;

/// <summary>Small changes to a good trace.</summary>
internal static class Edits
{
    public static Trace With(this Trace trace, string name, Func<Span, Span> change)
    {
        var index = trace.IndexOf(name);
        return trace with { Spans = trace.Spans.SetItem(index, change(trace.Spans[index])) };
    }

    public static Trace Without(this Trace trace, string name) => trace with { Spans = trace.Spans.RemoveAt(trace.IndexOf(name)) };

    public static int IndexOf(this Trace trace, string name)
    {
        var index = trace.Spans.ToList().FindIndex(span => span.Name == name);
        Assert.True(index >= 0, name);
        return index;
    }

    public static Span With(this Span span, AttributeKey key, AttributeValue value) =>
        span with { Attributes = span.Without(key).Attributes.Add(new(key.Name, value)) };

    public static Span Without(this Span span, AttributeKey key) =>
        span with { Attributes = span.Attributes.Where(attribute => attribute.Key != key.Name).ToImmutableArray() };
}
