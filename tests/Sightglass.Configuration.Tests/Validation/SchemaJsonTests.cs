using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;

namespace Sightglass.Configuration.Tests.Validation;

public sealed class SchemaJsonTests
{
    [Fact]
    public void Of_Service_DescribesItsFields()
    {
        var fields = SchemaJson.Of(EntityTypes.Services.Schema)["fields"]!.AsArray();
        var port = fields.Single(f => f!.AsObject().ContainsKey("port"))!["port"]!;

        Assert.Equal("integer", port["type"]!.GetValue<string>());
        Assert.Equal(80, port["default"]!.GetValue<int>());
        Assert.Equal("[0,65535]", port["between"]!.ToJsonString());
        Assert.Equal("certificates", fields.Single(f => f!.AsObject().ContainsKey("client_certificate"))!["client_certificate"]!["reference"]!.GetValue<string>());
    }

    [Fact]
    public void Of_EveryTypeAndField_HasADescription()
    {
        foreach (var type in EntityTypes.All)
        {
            Assert.All(type.Schema.Fields, f => Assert.False(f.Description.Length == 0, $"{type}.{f.Name}"));
        }
    }
}
