using System.Collections.Immutable;

namespace Sightglass.Configuration.Schema;

/// <summary>What configuration has to know of a plugin.</summary>
/// <param name="Name">The plugin's name, for example <c>key-auth</c>.</param>
/// <param name="Version">The plugin's version.</param>
/// <param name="Priority">Execution order, higher first.</param>
/// <param name="Config">The schema of its <c>config</c>.</param>
public sealed record PluginSchema(string Name, string Version, int Priority, RecordSchema Config)
{
    /// <summary>Whether an instance may be limited to a consumer; authentication plugins may not.</summary>
    public bool ConsumerScope { get; init; } = true;

    /// <summary>The protocols an instance may list.</summary>
    public ImmutableArray<string> Protocols { get; init; } = ["grpc", "grpcs", "http", "https"];

    /// <summary>What an instance lists unless it says otherwise.</summary>
    public ImmutableArray<string> DefaultProtocols { get; init; } = ["grpc", "grpcs", "http", "https"];
}
