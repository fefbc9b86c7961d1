using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Net;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Evaluation;

public sealed class EvaluationAllocationTests
{
    [Theory]
    [InlineData("http.method == \"GET\" && http.path ^= \"/api\" && any(http.headers.x_tenant) == \"b\" && net.dst.port == 8000 && net.src.ip in 10.0.0.0/8")]
    [InlineData("lower(http.host) =^ \".example\" && http.path contains \"v1\"")]
    [InlineData("http.path ~ r#\"^/api/v\\d+/\"# && lower(http.host) ~ \"example$\"")]
    [InlineData("!(http.method == \"PUT\" || http.response.status_code == 503)")]
    public void Evaluate_AnyExpression_AllocatesNothing(string text)
    {
        var program = Vector.Parse(text, Dialect.Sampling).Program;
        var source = new Request(["a", "b"]);
        Assert.NotEqual(Tristate.False, program.Evaluate(ref source));

        // Code that is not optimised yet may box inside the framework, so the first rounds do not count.
        var least = long.MaxValue;
        for (var round = 0; round < 20 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                program.Evaluate(ref source);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private readonly struct Request(string[] tenants) : IFieldSource
    {
        public FieldState Read(FieldReference field, ref FieldValues values)
        {
            switch (field.Id)
            {
                case RequestFieldIds.HttpMethod:
                    values.Set("GET");
                    return FieldState.Present;
                case RequestFieldIds.HttpPath:
                    values.Set("/api/v1/items".AsSpan());
                    return FieldState.Present;
                case RequestFieldIds.HttpHost:
                    values.Set("Shop.Example");
                    return FieldState.Present;
                case RequestFieldIds.HttpHeader:
                    values.Set(tenants);
                    return FieldState.Present;
                case RequestFieldIds.NetDestinationPort:
                    values.Set(8000);
                    return FieldState.Present;
                case RequestFieldIds.NetSourceAddress:
                    values.Set(new IpValue(0x0A000001, IpFamily.IPv4));
                    return FieldState.Present;
                case TestFields.Status:
                    return FieldState.Unknown;
                default:
                    return FieldState.Absent;
            }
        }
    }
}
