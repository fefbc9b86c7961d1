using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sightglass.Tracing.Codec;

/// <summary>How JSON is written wherever a trace is.</summary>
internal static class JsonText
{
    /// <summary>The text is no part of a page, so letters of all languages stand for themselves.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a double so that it is read back as one: a whole number keeps its point, and what JSON cannot say is a string.</summary>
    public static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            return;
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }
}
