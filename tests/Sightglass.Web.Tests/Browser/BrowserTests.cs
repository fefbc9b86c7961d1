namespace Sightglass.Web.Tests.Browser;

/// <summary>Browser tests share one browser and run one after the other.</summary>
[CollectionDefinition(nameof(BrowserTests))]
public sealed class BrowserTests : ICollectionFixture<ChromiumFixture>;
