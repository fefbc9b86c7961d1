using Sightglass.Expressions.Fields;

namespace Sightglass.Expressions.Evaluation;

/// <summary>
/// An expression ready to be evaluated: a flat list of comparisons with jumps between them. Immutable and safe for concurrent use. An
/// evaluation neither allocates nor recurses.
/// </summary>
public sealed class CompiledExpression
{
    private readonly Step[] _steps;
    private readonly int _entry;

    internal CompiledExpression(Step[] steps, int entry)
    {
        _steps = steps;
        _entry = entry;
    }

    /// <summary>How many steps the program has.</summary>
    internal int StepCount => _steps.Length;

    /// <summary>
    /// Evaluates in three values, from left to right, no further than needed. The result is <see cref="Tristate.Unknown"/> only if the
    /// source answered so for a field that matters; for a source that knows every field it is true or false. Values of fields that are
    /// not needed for the result are not asked for, except that an unknown operand does not end the search for one that decides.
    /// </summary>
    /// <remarks>
    /// The budget: five comparisons in 150 ns and no allocation, with a struct as the source and no record. Worth measuring: five
    /// comparisons of text, number and CIDR that all hold; a regular expression; a <c>lower()</c> of mixed case.
    /// </remarks>
    /// <param name="source">Where fields get their values from.</param>
    /// <param name="record">Filled with what matched; null to record nothing. Cleared first.</param>
    public Tristate Evaluate<TSource>(ref TSource source, MatchRecord? record = null)
        where TSource : IFieldSource, allows ref struct
    {
        record?.Clear();
        var values = default(FieldValues);
        var steps = _steps;
        var next = _entry;
        while ((uint)next < (uint)steps.Length)
        {
            ref readonly var step = ref steps[next];
            next = source.Read(step.Predicate.Field, ref values) switch
            {
                FieldState.Present => step.Predicate.Test(ref values, record) ? step.OnTrue : step.OnFalse,
                FieldState.Absent => step.OnFalse,
                _ => step.OnUnknown,
            };
        }

        return next switch
        {
            Step.EndTrue => Tristate.True,
            Step.EndFalse => Tristate.False,
            _ => Tristate.Unknown,
        };
    }

    /// <summary>Evaluates for a source that knows every field. An unknown field is an error of the source.</summary>
    /// <exception cref="InvalidOperationException">The source did not know a field that the result depends on.</exception>
    public bool IsMatch<TSource>(ref TSource source, MatchRecord? record = null)
        where TSource : IFieldSource, allows ref struct => Evaluate(ref source, record) switch
        {
            Tristate.True => true,
            Tristate.False => false,
            _ => throw new InvalidOperationException("The source of fields does not know a field that a match depends on."),
        };
}
