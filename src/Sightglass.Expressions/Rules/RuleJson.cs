using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sightglass.Expressions.Rules;

/// <summary>How rule answers are written as JSON: readable, since it goes to a terminal or a file and never into a page.</summary>
internal static class RuleJson
{
    public static JsonSerializerOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonWriterOptions Indented { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };
}
