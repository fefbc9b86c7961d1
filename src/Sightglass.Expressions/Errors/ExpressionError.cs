using System.Collections.Immutable;
using System.Text;

namespace Sightglass.Expressions.Errors;

/// <summary>Why an expression was refused: where, what was expected there, and what to write instead.</summary>
public sealed record ExpressionError
{
    private readonly string _text;

    private ExpressionError(string text, int offset)
    {
        _text = text;
        Position = SourcePosition.Of(text, offset);
    }

    /// <summary>Which check refused the expression.</summary>
    public required ExpressionErrorKind Kind { get; init; }

    /// <summary>What is wrong. For type errors exactly the reference's wording, so that scripts that look for it find it.</summary>
    public required string Message { get; init; }

    /// <summary>Where the offending text starts.</summary>
    public SourcePosition Position { get; }

    /// <summary>How many UTF-16 code units the offending text has; 0 when something is missing rather than wrong.</summary>
    public required int Length { get; init; }

    /// <summary>What could have stood at the position; empty when the list would not help.</summary>
    public ImmutableArray<string> Expected { get; init; } = [];

    /// <summary>What to do about it, as a phrase that starts with a verb; null when nothing better than the message is known.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Everything on one line, for logs and JSON.</summary>
    public string Describe()
    {
        var text = new StringBuilder(Message);
        text.Append(" (line ").Append(Position.Line).Append(", column ").Append(Position.Column).Append(')');
        AppendHelp(text, "; ");
        return text.ToString();
    }

    /// <summary>The message, the source line with a caret under the offending text, and the help, on several lines.</summary>
    public string Render()
    {
        var text = new StringBuilder(Message).Append('\n');
        CaretRenderer.Append(text, _text, Position, Length);
        AppendHelp(text, "\n  = ");
        return text.ToString();
    }

    public override string ToString() => Describe();

    internal static ExpressionError Parse(string text, int offset, int length, string message, ImmutableArray<string> expected, string? suggestion) =>
        new(text, offset) { Kind = ExpressionErrorKind.Parse, Length = length, Message = Visible(message), Expected = expected, Suggestion = suggestion is null ? null : Visible(suggestion) };

    internal static ExpressionError Type(string text, int offset, int length, string message, string? suggestion) =>
        new(text, offset) { Kind = ExpressionErrorKind.Type, Length = length, Message = Visible(message), Suggestion = suggestion is null ? null : Visible(suggestion) };

    // Messages quote what was written, and what was written may come from anyone.
    private static string Visible(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(unit => char.IsControl(unit) ? '\uFFFD' : unit)) : text;

    private void AppendHelp(StringBuilder text, string separator)
    {
        if (!Expected.IsEmpty)
        {
            text.Append(separator).Append("expected ").AppendJoin(", ", Expected.AsSpan()[..^1]);
            text.Append(Expected.Length > 1 ? " or " : "").Append(Expected[^1]);
        }

        if (Suggestion is not null)
        {
            text.Append(separator).Append(Suggestion);
        }
    }
}
