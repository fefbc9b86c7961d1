using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Rules;

namespace Sightglass.Expressions.Tests.Samples;

/// <summary>One row of a table of vectors: an expression, and a context as <c>field=value;field=value</c>.</summary>
internal static class Vector
{
    public static string Evaluate(string expression, string context, FieldCatalogue catalogue, Dialect dialect)
    {
        if (!Expression.TryParse(expression, catalogue, dialect, out var parsed, out var error))
        {
            return error.Kind == ExpressionErrorKind.Parse ? "parse" : "type";
        }

        var fields = Context(context, catalogue);
        return parsed.Evaluate(ref fields) switch
        {
            Tristate.True => "true",
            Tristate.False => "false",
            _ => "unknown",
        };
    }

    public static RuleContext Context(string context, FieldCatalogue catalogue)
    {
        var fields = new RuleContext(catalogue);
        foreach (var pair in context.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            Assert.Null(fields.Add(pair[..equals], pair[(equals + 1)..]));
        }

        return fields;
    }

    public static ExpressionError Error(string expression, Dialect dialect = Dialect.Route)
    {
        Assert.False(Expression.TryParse(expression, dialect == Dialect.Route ? TestFields.Route : TestFields.Sampling, dialect, out _, out var error));
        return error;
    }

    public static Expression Parse(string expression, Dialect dialect = Dialect.Route)
    {
        Assert.True(
            Expression.TryParse(expression, dialect == Dialect.Route ? TestFields.Route : TestFields.Sampling, dialect, out var parsed, out var error),
            error?.Render());
        return parsed;
    }
}
