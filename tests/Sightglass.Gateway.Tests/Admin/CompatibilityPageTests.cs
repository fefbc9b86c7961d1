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

    [Theory]
    [InlineData("plugins", "Plugins")]
    [InlineData("endpoints", "Admin API")]
    public void Names_OfTheField_AreInTheTable(string list, string section) =>
        Assert.Empty(Reference(list).Except(_page.Present(section)).Except(_page.Absent(section)));

    [Fact]
    public void Settings_OfTheField_AreInTheTable() => Assert.Empty(
        Reference("settings").Where(name => SettingsCatalogue.Find(name) is null).Except(_page.Absent("Settings")));

    [Fact]
    public void Settings_OfTheField_StopNoStart()
    {
        var empty = string.Concat(Reference("settings").Select(name => $"{name} =\n"));

        Assert.Empty(SettingsReader.Read(new SettingsSources { FileText = empty }).Errors);
    }

    [Fact]
    public void Fields_OfTheField_AreInTheTables() => Assert.Empty(
        from line in Reference("fields")
        let parts = line.Split(": ")
        from field in parts[1].Split(' ')
        where !_page.Present(parts[0]).Contains(field) && !_page.Absent(parts[0]).Contains(field)
        select $"{parts[0]}.{field}");

    [Fact]
    public void Rows_ThatDiffer_SayHow() => Assert.Empty(_page.Unexplained());

    private static string[] Reference(string list) => File.ReadAllLines(Repository.PathOf("tests", "Shared", "Reference", list + ".txt"));
}
