using Sightglass.Expressions.Fields;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Tracing.Tests.Sampling;

/// <summary>The fields of sampling rules against the catalogue of what is recorded.</summary>
public sealed class SamplingFieldsTests
{
    [Fact]
    public void Catalogue_EveryAttributeOfTheRoot_IsAFieldOfItsType()
    {
        Assert.True(SpanCatalogue.TryFind("kong", out var root));
        foreach (var key in root.Attributes.Select(use => use.Key).Where(key => key != AttributeKeys.SightglassDroppedSpans))
        {
            Assert.Null(SamplingFields.Catalogue.Resolve(key.Name, out var field));
            Assert.Equal(key.Type == AttributeType.Int ? FieldType.Int : FieldType.String, field!.Definition.Type);
        }
    }

    [Theory]
    [InlineData("proxy.kong.upstream.status_code")]
    [InlineData("proxy.kong.route.id")]
    [InlineData("proxy.kong.service.id")]
    [InlineData("proxy.kong.consumer.id")]
    [InlineData("proxy.kong.upstream.id")]
    [InlineData("proxy.kong.request.id")]
    public void Catalogue_NewerSpelling_IsTheFieldOfTheRecordedAttribute(string spelling)
    {
        Assert.Null(SamplingFields.Catalogue.Resolve(spelling, out var field));
        Assert.Null(SamplingFields.Catalogue.Resolve(Aliases.Attributes[spelling].Name, out var recorded));
        Assert.Equal(recorded!.Definition.Id, field!.Definition.Id);
    }

    [Fact]
    public void Catalogue_TotalInMilliseconds_IsAField() =>
        Assert.Null(SamplingFields.Catalogue.Resolve(Aliases.LatencyTotalMilliseconds, out _));
}
