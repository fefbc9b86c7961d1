using System.Collections.Immutable;
using System.Net;

namespace Sightglass.PluginSdk.Io;

/// <summary>What resolving a name gave.</summary>
/// <param name="Addresses">The addresses, the one to try first in front; empty on failure.</param>
/// <param name="Error">Why there are none; null on success.</param>
/// <param name="Tries">JSON list of the tries for the attribute <c>proxy.kong.dns.entry</c>; null when unknown.</param>
public readonly record struct NameResolution(ImmutableArray<IPAddress> Addresses, string? Error, string? Tries);
