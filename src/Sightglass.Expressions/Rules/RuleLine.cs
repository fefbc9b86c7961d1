using System.Text;
using System.Text.Json;
using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Fields;

namespace Sightglass.Expressions.Rules;

/// <summary>
/// Evaluates rules given as JSON lines: <c>{"expression": "…", "context": {"field": ["value", …]}, "unknown": ["field", …]}</c>, one
/// answer line for each, <c>{"result": "true", "message": null}</c>. Context values are strings or numbers, alone or in a list, and are
/// read by the field's type; <c>context</c> and <c>unknown</c> may be left out. This is what <c>sightglass rule eval</c> does.
/// </summary>
public sealed class RuleLine(FieldCatalogue catalogue, Dialect dialect)
{
    /// <summary>The longest line, in bytes: a rule of the longest kind, escaped throughout, with as much context.</summary>
    public const int MaxLength = 2 << 20;

    /// <summary>Answers every line until the input ends; blank lines are skipped. Returns how many lines could not be evaluated.</summary>
    public async Task<int> RunAsync(Stream input, TextWriter output, CancellationToken cancellationToken)
    {
        var failures = 0;
        var lines = new LineReader(input, MaxLength);
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!lines.IsTooLong && !lines.Line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                continue;
            }

            var result = lines.IsTooLong ? InputError($"the line is longer than {MaxLength} bytes") : Evaluate(lines.Line);
            failures += result.Outcome is RuleLineOutcome.ParseError or RuleLineOutcome.TypeError or RuleLineOutcome.InputError ? 1 : 0;
            var answer = JsonSerializer.Serialize(new Dictionary<string, string?> { ["result"] = result.OutcomeName, ["message"] = result.Message }, RuleJson.Compact);
            await output.WriteLineAsync(answer.AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return failures;
    }

    /// <summary>Answers one line.</summary>
    public RuleLineResult Evaluate(string line) => Evaluate(Encoding.UTF8.GetBytes(line));

    /// <summary>Answers one line, in UTF-8.</summary>
    public RuleLineResult Evaluate(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Evaluate(document.RootElement);
        }
        catch (JsonException exception)
        {
            return InputError($"the line is not JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            // What the JSON reader throws for bytes that are no UTF-8, and for an escaped half of a surrogate pair.
            return InputError("the line contains text that is not valid Unicode");
        }
    }

    private RuleLineResult Evaluate(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object
            || !line.TryGetProperty("expression", out var text)
            || text.ValueKind != JsonValueKind.String)
        {
            return InputError("expected an object with a string \"expression\" and an object \"context\"");
        }

        if (!Expression.TryParse(text.GetString()!, catalogue, dialect, out var expression, out var error))
        {
            return new RuleLineResult(error.Kind == ExpressionErrorKind.Parse ? RuleLineOutcome.ParseError : RuleLineOutcome.TypeError, error.Describe());
        }

        var reader = new RuleContextReader(catalogue);
        if (reader.Read(line) is { } problem)
        {
            return InputError(problem);
        }

        var context = reader.Context;
        var outcome = expression.Evaluate(ref context) switch
        {
            Tristate.True => RuleLineOutcome.True,
            Tristate.False => RuleLineOutcome.False,
            _ => RuleLineOutcome.Unknown,
        };
        string[] notes = [.. expression.Warnings.Select(warning => warning.Message), .. reader.Notes];
        return new RuleLineResult(outcome, notes.Length == 0 ? null : string.Join("; ", notes));
    }

    private static RuleLineResult InputError(string message) => new(RuleLineOutcome.InputError, message);
}
