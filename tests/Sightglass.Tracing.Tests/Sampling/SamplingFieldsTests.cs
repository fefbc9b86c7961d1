using Sightglass.Expressions;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Rules;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Tracing.Tests.Sampling;

public sealed class SamplingFieldsTests
{
    [Fact]
    public void Catalogue_EveryAttributeOfTheRoot_IsAFieldOfItsType()
    {
        foreach (var attribute in SpanCatalogue.All[0].Attributes.Select(use => use.Key))
        {
            Assert.Null(SamplingFields.Catalogue.Resolve(attribute.Name, out var field));
            Assert.Equal(attribute.Type == AttributeType.Int ? FieldType.Int : FieldType.String, field!.Type);
            Assert.True(SamplingFields.TryGetAttribute(field.Id, out var behind));
            Assert.Same(attribute, behind);
        }
    }

    [Fact]
    public void Catalogue_EveryNewerSpellingOfARootAttribute_MeansTheSameField()
    {
        var roots = SpanCatalogue.All[0].Attributes.Select(use => use.Key).ToHashSet();
        foreach (var (spelling, attribute) in Aliases.All.Where(alias => roots.Contains(alias.Value)))
        {
            Assert.Null(SamplingFields.Catalogue.Resolve(spelling, out var alias));
            Assert.Null(SamplingFields.Catalogue.Resolve(attribute.Name, out var field));
            Assert.Equal(field!.Id, alias!.Id);
        }
    }

    [Fact]
    public void Catalogue_EveryFieldOfARequest_IsThereFromTheStart()
    {
        foreach (var definition in RequestFields.Http)
        {
            Assert.Contains(definition, SamplingFields.Catalogue.Fields);
            Assert.Equal(SamplingStages.Request, definition.Stage);
        }
    }

    [Fact]
    public void TryGetAttribute_FieldWithoutAttribute_False()
    {
        Assert.False(SamplingFields.TryGetAttribute(RequestFieldIds.HttpPath, out _));
        Assert.False(SamplingFields.TryGetAttribute(SamplingFieldIds.SpanDurationMs, out _));
    }

    [Theory]
    [InlineData("proxy.kong.latency_total_ms >= 100", "end")]
    [InlineData("span[\"kong.dns\"].duration_ms > 50", "end")]
    [InlineData("any(span[\"kong.access.plugin.key-auth\"].status) == error", "end")]
    [InlineData("tls.resumed == true", "request")]
    [InlineData("proxy.kong.consumer.id == \"x\"", "consumer")]
    [InlineData("proxy.kong.route.id == \"x\"", "route")]
    [InlineData("http.response.status_code==503", "response head")]
    public void Catalogue_Rule_IsDecidedAtTheStageOfItsField(string rule, string stage) =>
        Assert.Equal(stage, RuleCheck.Of(rule, SamplingFields.Catalogue, Dialect.Sampling).AlwaysDecided?.Name);
}
