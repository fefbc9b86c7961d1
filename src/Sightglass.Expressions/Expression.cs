using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Sightglass.Expressions.Checking;
using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Evaluation;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Printing;
using Sightglass.Expressions.Staging;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions;

/// <summary>A parsed, checked and compiled expression. Immutable and safe for concurrent use.</summary>
public sealed class Expression
{
    private readonly Node _root;
    private readonly ImmutableArray<Predicate> _predicates;

    private Expression(
        string text, Dialect dialect, FieldCatalogue catalogue, Node root, ImmutableArray<Predicate> predicates, string reading, ImmutableArray<ExpressionWarning> warnings)
    {
        Text = text;
        Dialect = dialect;
        Catalogue = catalogue;
        _root = root;
        _predicates = predicates;
        Reading = reading;
        Warnings = warnings;
        Fields = [.. predicates.Select(predicate => predicate.Field).Distinct()];
        Program = ProgramBuilder.Build(root, predicates);
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>How it was read.</summary>
    public Dialect Dialect { get; }

    /// <summary>The fields it was checked against.</summary>
    public FieldCatalogue Catalogue { get; }

    /// <summary>
    /// The expression as it was understood: fully parenthesised. Shown wherever a rule is shown, because
    /// <c>||</c> binds tighter than <c>&amp;&amp;</c>. Parses to the same expression again.
    /// </summary>
    public string Reading { get; }

    /// <summary>The fields it uses, each once, in the order in which they occur.</summary>
    public ImmutableArray<FieldReference> Fields { get; }

    /// <summary>What is probably not meant, or deprecated.</summary>
    public ImmutableArray<ExpressionWarning> Warnings { get; }

    /// <summary>The compiled form; what to hold on to where only evaluation is needed.</summary>
    public CompiledExpression Program { get; }

    /// <summary>Which results are possible at each stage at which fields become known.</summary>
    public ImmutableArray<StageOutcome> OutcomesByStage() => StageAnalysis.Analyse(_root, _predicates, Catalogue);

    /// <summary>
    /// What a text field's value must be for the expression to be true: one of these. An index can file the expression under them. Default when
    /// the expression's form does not say; it may be false all the same when one of them holds.
    /// </summary>
    /// <param name="fieldId">The field's id; of a field that has one value at most.</param>
    public ImmutableArray<RequiredText> RequiredTexts(int fieldId) => RequiredTextFinder.Find(_root, _predicates, fieldId);

    /// <inheritdoc cref="CompiledExpression.Evaluate"/>
    public Tristate Evaluate<TSource>(ref TSource source, MatchRecord? record = null)
        where TSource : IFieldSource, allows ref struct => Program.Evaluate(ref source, record);

    /// <summary>Parses an expression with a numbering of fields of its own.</summary>
    public static bool TryParse(
        string text,
        FieldCatalogue catalogue,
        Dialect dialect,
        [NotNullWhen(true)] out Expression? expression,
        [NotNullWhen(false)] out ExpressionError? error) => TryParse(text, catalogue, dialect, new FieldReferenceTable(), out expression, out error);

    /// <summary>
    /// Parses, checks and compiles an expression. The order is that of the reference: syntax first (regular expressions and CIDRs
    /// included), then every predicate from left to right; the first problem is the error.
    /// </summary>
    /// <param name="text">The expression; at most <see cref="ExpressionLimits.MaxLength"/> characters.</param>
    /// <param name="catalogue">The fields it may use.</param>
    /// <param name="dialect">How to read it.</param>
    /// <param name="table">Numbers the fields used; shared by all expressions that share computed values. Unchanged on error.</param>
    /// <param name="expression">The expression; null on error.</param>
    /// <param name="error">What is wrong; null on success.</param>
    public static bool TryParse(
        string text,
        FieldCatalogue catalogue,
        Dialect dialect,
        FieldReferenceTable table,
        [NotNullWhen(true)] out Expression? expression,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        expression = null;
        var parsed = ExpressionParser.Parse(text, dialect, out error);
        if (parsed is null)
        {
            error ??= ExpressionError.Parse(text, 0, 0, "not an expression", [], null);
            return false;
        }

        var warnings = new List<ExpressionWarning>();
        if (TypeChecker.Check(text, parsed, catalogue, table, warnings, out error) is not { } predicates)
        {
            error ??= ExpressionError.Type(text, 0, 0, "not a valid expression", null);
            return false;
        }

        var reading = ReadingPrinter.Print(parsed.Root, predicates);
        WarningFinder.AddMixedPrecedence(warnings, parsed, reading);
        expression = new Expression(text, dialect, catalogue, parsed.Root, predicates, reading, [.. warnings]);
        error = null;
        return true;
    }

    public override string ToString() => Reading;
}
