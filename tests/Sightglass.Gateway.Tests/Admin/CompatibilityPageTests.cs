using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Routing;
using Sightglass.Configuration.Settings;
using Sightglass.Configuration.Validation;

namespace Sightglass.Gateway.Tests.Admin;

public sealed class CompatibilityPageTests
{
    private readonly CompatibilityPage _page = CompatibilityPage.Read();

    public static TheoryData<string> Types => [.. EntityTypes.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Fields_OfEntity_AreThoseOfTheSchema(string name)
    {
        var validator = new EntityValidator(new ValidationOptions());

        var fields = validator.SchemaOf(EntityTypes.ByName(name)!).Fields.Select(f => f.Name).Order(StringComparer.Ordinal);

        Assert.Equal(fields, _page.Present(name));
    }

    [Fact]
    public void Fields_OfExpressionRoutes_AreThoseOfTheSchema()
    {
        var plain = new EntityValidator(new ValidationOptions()).SchemaOf(EntityTypes.Routes).Fields.Select(f => f.Name);
        var flavored = new EntityValidator(new ValidationOptions { RouterFlavor = RouterFlavor.Expressions }).SchemaOf(EntityTypes.Routes);

        Assert.Equal(flavored.Fields.Select(f => f.Name).Except(plain).Order(StringComparer.Ordinal), _page.Present("routes (expressions)"));
    }

    [Fact]
    public async Task Endpoints_OfTheTable_AreThoseOfTheServer()
    {
        await using var admin = await AdminFixture.StartAsync();

        var endpoints = (await admin.GetAsync("/endpoints")).Data.Select(e => e!.GetValue<string>()).ToArray();

        Assert.Equal(endpoints.Order(StringComparer.Ordinal), _page.Present("Admin API"));
        Assert.Empty(_page.Absent("Admin API").Intersect(endpoints));
    }

    [Fact]
    public void Settings_OfTheTable_AreThoseOfTheCatalogue()
    {
        Assert.Equal(SettingsCatalogue.All.Select(s => s.Name).Order(StringComparer.Ordinal), _page.Present("Settings"));
        Assert.All(_page.Absent("Settings"), name => Assert.Null(SettingsCatalogue.Find(name)));
    }

    [Fact]
    public void Rows_ThatDiffer_SayHow() => Assert.Empty(_page.Unexplained());
}
