using System.Collections.Immutable;
using Sightglass.Expressions;
using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Rules;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>An advanced rule as it is understood, or why it is not.</summary>
public sealed class RuleReading
{
    private RuleReading(RuleCheck check)
    {
        Text = check.Text;
        Reading = check.Expression?.Reading;
        Warnings = check.Expression?.Warnings ?? [];
        Error = check.Error;
        DroppedAt = check.FirstFalse?.Name;
        DecidedAt = check.AlwaysDecided?.Name;
    }

    /// <summary>The rule as typed.</summary>
    public string Text { get; }

    /// <summary>The rule fully parenthesised; null when it cannot be read.</summary>
    public string? Reading { get; }

    public ImmutableArray<ExpressionWarning> Warnings { get; }

    public ExpressionError? Error { get; }

    /// <summary>The stage at which a request can first be known not to match; null when there is none.</summary>
    public string? DroppedAt { get; }

    /// <summary>The stage at which every request is decided; null when the rule cannot be read.</summary>
    public string? DecidedAt { get; }

    /// <summary>Whether parentheses were added that change how the rule looks.</summary>
    public bool ReadsDifferently => Reading is not null && Squeeze(Reading) != Squeeze(Text);

    /// <summary>Reads a rule; null when nothing was typed.</summary>
    public static RuleReading? Of(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : new RuleReading(RuleCheck.Of(text, SamplingFields.Catalogue, Dialect.Sampling));

    private static string Squeeze(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
