using Sightglass.Expressions;
using Sightglass.Expressions.Fields;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Gateway.Tests.Pipeline;

/// <summary>Looks at a field's values the way everybody does: by a rule.</summary>
internal static class FieldProbe
{
    public delegate FieldState Reader(FieldReference field, ref FieldValues values);

    /// <summary>Whether a rule over one field holds for what the reader gives.</summary>
    public static bool Holds(string rule, Reader read)
    {
        Assert.True(Expression.TryParse(rule, SamplingFields.Catalogue, Dialect.Sampling, out var expression, out var error), error?.Describe());
        var source = new Source(read);
        return expression.Program.Evaluate(ref source) == Tristate.True;
    }

    private readonly struct Source(Reader read) : IFieldSource
    {
        public FieldState Read(FieldReference field, ref FieldValues values) => read(field, ref values);
    }
}
