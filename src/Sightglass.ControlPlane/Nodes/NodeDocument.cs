namespace Sightglass.ControlPlane.Nodes;

/// <summary>A node as the API shows it. Times are Unix seconds.</summary>
internal sealed record NodeDocument(
    Guid Id, string Version, string Hostname, string Type, long LastPing, string ConfigHash, long CreatedAt, long UpdatedAt, CompatibilityStatus CompatibilityStatus)
{
    public static NodeDocument From(Node node) => new(
        node.Id,
        node.Version,
        node.Hostname,
        "kong-proxy",
        node.LastPing.ToUnixTimeSeconds(),
        node.ConfigHash,
        node.CreatedAt.ToUnixTimeSeconds(),
        node.UpdatedAt.ToUnixTimeSeconds(),
        CompatibilityStatus.From(node));
}

/// <summary>The configuration nodes are expected to have. Times are Unix seconds.</summary>
internal sealed record ExpectedHashDocument(string ExpectedHash, long CreatedAt, long UpdatedAt);
