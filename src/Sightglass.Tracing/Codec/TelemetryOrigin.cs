using System.Collections.Immutable;

namespace Sightglass.Tracing.Codec;

/// <summary>Who sends, and for which sessions: the resource of OTLP.</summary>
public sealed record TelemetryOrigin
{
    /// <summary>The service's name that the gateway reports.</summary>
    public const string Gateway = "kong";

    /// <summary><c>service.name</c>. Default <see cref="Gateway"/>.</summary>
    public string ServiceName { get; init; } = Gateway;

    /// <summary><c>kong.node.id</c>; of a foreign sender its <c>service.instance.id</c> or <c>host.name</c>, or empty.</summary>
    public string NodeId { get; init; } = "";

    /// <summary><c>kong.control_plane.id</c>; null where none was given.</summary>
    public string? ControlPlaneId { get; init; }

    /// <summary>The debug sessions that captured it (<c>sightglass.session.ids</c>), sorted; empty where none was given.</summary>
    public ImmutableArray<string> SessionIds
    {
        get;
        init => field = [.. value.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    } = [];

    public bool Equals(TelemetryOrigin? other) =>
        other is not null
        && ServiceName == other.ServiceName
        && NodeId == other.NodeId
        && ControlPlaneId == other.ControlPlaneId
        && SessionIds.AsSpan().SequenceEqual(other.SessionIds.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(ServiceName);
        hash.Add(NodeId);
        hash.Add(ControlPlaneId);
        foreach (var id in SessionIds)
        {
            hash.Add(id);
        }

        return hash.ToHashCode();
    }
}
