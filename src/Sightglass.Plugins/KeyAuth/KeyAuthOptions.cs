namespace Sightglass.Plugins.KeyAuth;

internal sealed record KeyAuthOptions
{
    public required string[] KeyNames { get; init; }
    public bool InHeader { get; init; }
    public bool InQuery { get; init; }
    public bool InBody { get; init; }
    public bool HideCredentials { get; init; }
    public string? Anonymous { get; init; }
    public bool RunOnPreflight { get; init; }
    public string? Realm { get; init; }
}
