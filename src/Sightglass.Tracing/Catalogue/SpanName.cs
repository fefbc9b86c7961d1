namespace Sightglass.Tracing.Catalogue;

/// <summary>
/// A span's name, its kind and what it means. Spans with a fixed name are the fields of <see cref="SpanNames"/>; the names of plugin
/// spans are made once, when a configuration is built (<see cref="SpanNames.Plugin"/>), so that recording a span never
/// builds a string.
/// </summary>
/// <param name="Text">The name on the wire, for example <c>kong.access.plugin.key-auth</c>.</param>
/// <param name="Kind">The span's OpenTelemetry kind.</param>
public sealed record SpanName(string Text, SpanKind Kind = SpanKind.Internal)
{
    public override string ToString() => Text;
}
