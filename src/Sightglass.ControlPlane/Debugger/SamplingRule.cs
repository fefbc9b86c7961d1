using System.Collections.Immutable;
using Sightglass.ControlPlane.Http;
using Sightglass.Expressions;
using Sightglass.Tracing.Sampling;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Reads sampling rules as nodes will.</summary>
internal static class SamplingRule
{
    /// <summary>What is wrong with the rule, with its position; empty when it can be used.</summary>
    public static ImmutableArray<InvalidParameter> Check(string field, string expression) =>
        Expression.TryParse(expression, SamplingFields.Catalogue, Dialect.Sampling, out _, out var error)
            ? []
            : [new InvalidParameter(field, "invalid", error.Describe())];
}
