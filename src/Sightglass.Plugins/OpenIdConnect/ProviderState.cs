namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>What is known of a provider, and since when (in the clock's ticks).</summary>
internal sealed record ProviderState(ProviderMetadata Metadata, KeySet Keys, long Since);
