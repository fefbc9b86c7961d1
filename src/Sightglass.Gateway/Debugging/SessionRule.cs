using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Sightglass.Cluster.Messages;
using Sightglass.Expressions;
using Sightglass.Expressions.Evaluation;
using Sightglass.Gateway.Pipeline;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// Which requests a session wants: the basic part (routes or services, any of them) and the expression, both of which must hold, and a
/// rate. Asked at every stage in three values, so that a request is recorded only while the rule may still hold for it.
/// </summary>
internal sealed class SessionRule
{
    private readonly FrozenSet<Guid> _routes;
    private readonly FrozenSet<Guid> _services;
    private readonly CompiledExpression? _expression;
    private readonly double _rate;

    private SessionRule(SessionSpec spec, Expression? expression)
    {
        _routes = spec.RouteIds.ToFrozenSet();
        _services = spec.ServiceIds.ToFrozenSet();
        _expression = expression?.Program;
        _rate = spec.Rate;
        Stages = StagesOf(expression);
    }

    /// <summary>
    /// The stages, a bit each, at which something becomes known that the rule asks for. At the others its answer is what it was. One that a
    /// request never passes is made up for by the last, at which every rule is asked.
    /// </summary>
    public int Stages { get; }

    public static bool TryCreate(SessionSpec spec, [NotNullWhen(true)] out SessionRule? rule, [NotNullWhen(false)] out string? problem)
    {
        rule = null;
        problem = null;
        if (spec.Rate is not (> 0 and <= 1))
        {
            problem = "rate must be above 0 and at most 1";
            return false;
        }

        Expression? expression = null;
        if (spec.Expression is { } text
            && !Expression.TryParse(text, SamplingFields.Catalogue, Dialect.Sampling, out expression, out var error))
        {
            problem = $"expression: {error.Describe()}";
            return false;
        }

        rule = new SessionRule(spec, expression);
        return true;
    }

    /// <summary>Whether the rate draws a request; asked once for each.</summary>
    public bool Draw() => _rate >= 1 || Random.Shared.NextDouble() < _rate;

    /// <summary>What the rule says of a request by what is known at a stage.</summary>
    public Tristate Evaluate(RequestContext context, RequestStage stage, in LatencyTicks latency)
    {
        var basic = EvaluateBasic(context, stage);
        if (basic == Tristate.False || _expression is null)
        {
            return basic;
        }

        var source = new SamplingSource(context, (int)stage, latency);
        var advanced = _expression.Evaluate(ref source);
        return advanced == Tristate.True ? basic : advanced;
    }

    /// <summary>Whether a request that has finished is what the session wants. A field that is no longer known makes it no match.</summary>
    public bool Matches(RequestFacts facts, Func<Trace> complete)
    {
        if ((_routes.Count > 0 || _services.Count > 0)
            && !(facts.RouteId is { } route && _routes.Contains(route))
            && !(facts.ServiceId is { } service && _services.Contains(service)))
        {
            return false;
        }

        if (_expression is null)
        {
            return true;
        }

        var source = new TraceFieldSource(facts, complete());
        return _expression.Evaluate(ref source) == Tristate.True;
    }

    private int StagesOf(Expression? expression)
    {
        var stages = _routes.Count == 0 && _services.Count == 0 ? 0 : 1 << (int)RequestStage.Routed;
        foreach (var field in expression?.Fields ?? [])
        {
            stages |= 1 << field.Definition.Stage;
        }

        return stages == 0 ? 1 << (int)RequestStage.Headers : stages;
    }

    private Tristate EvaluateBasic(RequestContext context, RequestStage stage)
    {
        if (_routes.Count == 0 && _services.Count == 0)
        {
            return Tristate.True;
        }

        if (stage < RequestStage.Routed)
        {
            return Tristate.Unknown;
        }

        return (context.Route is { } route && _routes.Contains(route.Config.Id))
            || (context.Service is { } service && _services.Contains(service.Config.Id))
            ? Tristate.True
            : Tristate.False;
    }
}
