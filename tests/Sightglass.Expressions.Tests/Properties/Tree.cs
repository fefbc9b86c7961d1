namespace Sightglass.Expressions.Tests.Properties;

/// <summary>An expression before it is parsed: a predicate's text, or an operator with its operands.</summary>
internal sealed record Tree(string Operator, Tree[] Operands, string? Predicate)
{
    /// <summary>Writes the expression with parentheses everywhere, whether needed or not.</summary>
    public string WriteParenthesised() => Operator switch
    {
        "" => Predicate!,
        "!" => $"!({Operands[0].WriteParenthesised()})",
        _ => string.Join($" {Operator} ", Operands.Select(operand => $"({operand.WriteParenthesised()})")),
    };

    /// <summary>Writes the expression with the parentheses it needs and no others, knowing that <c>||</c> binds tighter.</summary>
    public string WriteBare() => Operator switch
    {
        "" => Predicate!,
        "!" => $"!({Operands[0].WriteBare()})",
        "||" => string.Join("||", Operands.Select(operand => operand.Operator is "&&" or "||" ? $"({operand.WriteBare()})" : operand.WriteBare())),
        _ => string.Join("&&", Operands.Select(operand => operand.Operator == "&&" ? $"({operand.WriteBare()})" : operand.WriteBare())),
    };

    /// <summary>The predicates, from left to right.</summary>
    public IEnumerable<string> Predicates() => Operator.Length == 0 ? [Predicate!] : Operands.SelectMany(operand => operand.Predicates());

    /// <summary>What the expression is for given results of its predicates, computed in the plainest way.</summary>
    public Tristate Evaluate(Func<string, Tristate> result) => Operator switch
    {
        "" => result(Predicate!),
        "!" => Negate(Operands[0].Evaluate(result)),
        "&&" => And(Operands.Select(operand => operand.Evaluate(result))),
        _ => Negate(And(Operands.Select(operand => Negate(operand.Evaluate(result))))),
    };

    public override string ToString() => WriteParenthesised();

    private static Tristate Negate(Tristate value) => value switch
    {
        Tristate.True => Tristate.False,
        Tristate.False => Tristate.True,
        _ => Tristate.Unknown,
    };

    private static Tristate And(IEnumerable<Tristate> values)
    {
        var all = values.ToArray();
        return all.Contains(Tristate.False) ? Tristate.False : all.Contains(Tristate.Unknown) ? Tristate.Unknown : Tristate.True;
    }
}
