using EndToEnd.Processes;

namespace EndToEnd.Quickstart;

/// <summary>Tests that share one running quickstart. They run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class QuickstartCollection : ICollectionFixture<RunningQuickstart>
{
    public const string Name = "quickstart";
}
