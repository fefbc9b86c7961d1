using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Sightglass.PluginSdk.Metrics;

/// <summary>
/// Writes metrics in the Prometheus text format, version 0.0.4 (<c>text/plain; version=0.0.4; charset=UTF-8</c>): a family first, then its
/// samples.
/// </summary>
public sealed class MetricsWriter
{
    /// <summary>The content type of what is written, as the field sends it.</summary>
    public const string ContentType = "text/plain; charset=UTF-8";

    private readonly IBufferWriter<byte> _output;
    private string _family = "";

    /// <summary>Makes a writer.</summary>
    /// <param name="output">Where the text goes, in UTF-8.</param>
    public MetricsWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    /// <summary>Begins a family.</summary>
    /// <param name="name">Its full name, for example <c>kong_http_requests_total</c>.</param>
    /// <param name="type">counter, gauge or histogram.</param>
    /// <param name="help">What it counts, one line.</param>
    public void Family(string name, string type, string help)
    {
        _family = name;
        Text($"# HELP {name} {Escape(help, quotes: false)}\n# TYPE {name} {type}\n");
    }

    /// <summary>Writes a sample of the family.</summary>
    public void Sample(double value, params ReadOnlySpan<MetricLabel> labels) => Sample("", value, labels, default);

    /// <summary>Writes a sample whose name is the family's with something behind it, for example <c>_sum</c>.</summary>
    /// <param name="suffix">What comes behind; may be empty.</param>
    /// <param name="value">The value.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="last">A further label, written last; <c>default</c> for none.</param>
    public void Sample(string suffix, double value, ReadOnlySpan<MetricLabel> labels, MetricLabel last)
    {
        Text(_family);
        Text(suffix);
        var separator = '{';
        foreach (var label in labels)
        {
            Label(ref separator, label);
        }

        if (last.Name is not null)
        {
            Label(ref separator, last);
        }

        Text(separator == '{' ? " " : "} ");
        Number(value);
        Text("\n");
    }

    private void Label(ref char separator, in MetricLabel label)
    {
        Text(separator == '{' ? "{" : ",");
        Text(label.Name);
        Text("=\"");
        Text(Escape(label.Value, quotes: true));
        Text("\"");
        separator = ',';
    }

    private void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            Text(double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
            return;
        }

        var span = _output.GetSpan(32);
        var written = 0;
        if (Math.Abs(value) < 1e15 && value == Math.Floor(value))
        {
            Utf8Formatter.TryFormat((long)value, span, out written);
        }
        else
        {
            value.TryFormat(span, out written, "R", System.Globalization.CultureInfo.InvariantCulture);
        }

        _output.Advance(written);
    }

    private void Text(string text)
    {
        var span = _output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        _output.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    private static string Escape(string text, bool quotes)
    {
        if (text.AsSpan().IndexOfAny('\\', '\n', '"') < 0)
        {
            return text;
        }

        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
