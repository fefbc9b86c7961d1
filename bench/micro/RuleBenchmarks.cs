using BenchmarkDotNet.Attributes;
using Sightglass.Expressions;
using Sightglass.Expressions.Evaluation;
using Sightglass.Expressions.Fields;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Benchmarks;

/// <summary>A sampling rule of five predicates, with everything known and with the response still to come.</summary>
[MemoryDiagnoser]
public class RuleBenchmarks
{
    private CompiledExpression _rule = null!;

    [GlobalSetup]
    public void Parse()
    {
        const string Text = """
            http.method == "GET" && http.path ^= "/orders" && net.dst.port == 8000
            && proxy.kong.route.id == "0a1b" && http.response.status_code >= 500
            """;
        _rule = Expression.TryParse(Text, SamplingFields.Catalogue, Dialect.Sampling, out var expression, out var error)
            ? expression.Program
            : throw new InvalidOperationException(error.Describe());
    }

    [Benchmark]
    public Tristate FivePredicates()
    {
        var source = new Request(Complete: true);
        return _rule.Evaluate(ref source);
    }

    [Benchmark]
    public Tristate FivePredicatesBeforeTheResponse()
    {
        var source = new Request(Complete: false);
        return _rule.Evaluate(ref source);
    }

    private readonly record struct Request(bool Complete) : IFieldSource
    {
        public FieldState Read(FieldReference field, ref FieldValues values)
        {
            switch (field.Id)
            {
                case RequestFieldIds.HttpMethod:
                    values.Set("GET");
                    return FieldState.Present;
                case RequestFieldIds.HttpPath:
                    values.Set("/orders/1002");
                    return FieldState.Present;
                case RequestFieldIds.NetDestinationPort:
                    values.Set(8000);
                    return FieldState.Present;
                case SamplingFieldIds.RouteId:
                    values.Set("0a1b");
                    return FieldState.Present;
                case SamplingFieldIds.ResponseStatusCode when Complete:
                    values.Set(503);
                    return FieldState.Present;
                default:
                    return FieldState.Unknown;
            }
        }
    }
}
