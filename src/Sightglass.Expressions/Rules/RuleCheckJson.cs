using System.Text;
using System.Text.Json;
using Sightglass.Expressions.Errors;

namespace Sightglass.Expressions.Rules;

/// <summary>Writes a <see cref="RuleCheck"/> as one JSON object, for scripts and for the web UI.</summary>
public static class RuleCheckJson
{
    /// <summary>The check as indented JSON text.</summary>
    public static string Write(RuleCheck check)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, RuleJson.Indented))
        {
            Write(check, json);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Writes the check into a document.</summary>
    public static void Write(RuleCheck check, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("valid", check.Error is null);
        json.WriteString("expression", check.Text);
        if (check.Error is { } error)
        {
            WriteError(error, json);
        }

        if (check.Expression is { } expression)
        {
            json.WriteString("reading", expression.Reading);
            WriteFields(expression, json);
            json.WriteString("first_false", check.FirstFalse?.Name);
            json.WriteString("first_true", check.FirstTrue?.Name);
            json.WriteString("always_decided", check.AlwaysDecided?.Name);
            WriteStages(check, json);
            WriteWarnings(expression, json);
        }

        json.WriteEndObject();
    }

    private static void WriteError(ExpressionError error, Utf8JsonWriter json)
    {
        json.WriteStartObject("error");
        json.WriteString("kind", error.Kind == ExpressionErrorKind.Parse ? "parse_error" : "type_error");
        json.WriteString("message", error.Message);
        WritePosition(error.Position, json);
        json.WriteNumber("length", error.Length);
        json.WriteStartArray("expected");
        foreach (var expected in error.Expected)
        {
            json.WriteStringValue(expected);
        }

        json.WriteEndArray();
        json.WriteString("suggestion", error.Suggestion);
        json.WriteEndObject();
    }

    private static void WriteFields(Expression expression, Utf8JsonWriter json)
    {
        json.WriteStartArray("fields");
        foreach (var field in expression.Fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("type", field.Type.ToString());
            json.WriteString("known_at", expression.Catalogue.Stages[field.Definition.Stage]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStages(RuleCheck check, Utf8JsonWriter json)
    {
        json.WriteStartArray("stages");
        foreach (var outcome in check.Outcomes)
        {
            json.WriteStartObject();
            json.WriteString("name", outcome.Name);
            json.WriteBoolean("can_be_false", outcome.CanBeFalse);
            json.WriteBoolean("can_be_true", outcome.CanBeTrue);
            json.WriteBoolean("can_be_unknown", outcome.CanBeUnknown);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteWarnings(Expression expression, Utf8JsonWriter json)
    {
        json.WriteStartArray("warnings");
        foreach (var warning in expression.Warnings)
        {
            json.WriteStartObject();
            json.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(warning.Kind.ToString()));
            json.WriteString("message", warning.Message);
            WritePosition(warning.Position, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePosition(SourcePosition position, Utf8JsonWriter json)
    {
        json.WriteNumber("offset", position.Offset);
        json.WriteNumber("line", position.Line);
        json.WriteNumber("column", position.Column);
    }
}
