namespace Truth.Scenarios;

/// <summary>Scenarios that keep the machine busy run by themselves, so that they inject nothing into others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoadCollection
{
    public const string Name = "Load";
}
