using System.Collections.Immutable;

namespace Sightglass.Configuration.Entities;

/// <summary>Which requests go to a service. An empty list means that the kind is not configured.</summary>
public sealed record RouteConfig
{
    public required Guid Id { get; init; }
    public string? Name { get; init; }
    public Guid? Service { get; init; }
    public ImmutableArray<string> Protocols { get; init; } = ["http", "https"];
    public ImmutableArray<string> Methods { get; init; } = [];
    public ImmutableArray<string> Hosts { get; init; } = [];
    public ImmutableArray<string> Paths { get; init; } = [];
    public ImmutableArray<HeaderMatch> Headers { get; init; } = [];
    public ImmutableArray<string> Snis { get; init; } = [];
    public ImmutableArray<CidrPort> Sources { get; init; } = [];
    public ImmutableArray<CidrPort> Destinations { get; init; } = [];

    /// <summary>426, 301, 302, 307 or 308.</summary>
    public int HttpsRedirectStatusCode { get; init; } = 426;
    public int RegexPriority { get; init; }
    public bool StripPath { get; init; } = true;

    /// <summary>v0 or v1.</summary>
    public string PathHandling { get; init; } = "v0";
    public bool PreserveHost { get; init; }
    public bool RequestBuffering { get; init; } = true;
    public bool ResponseBuffering { get; init; } = true;

    /// <summary>A matching expression instead of the classic fields; null for classic routes.</summary>
    public string? Expression { get; init; }

    /// <summary>Priority of an expression route, 0 – 2^46−1.</summary>
    public long Priority { get; init; }
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The first write, in Unix seconds; null when it is not known.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>The last write, in Unix seconds; null when it is not known.</summary>
    public long? UpdatedAt { get; init; }
}

/// <summary>One header a route asks for: any of the values suffices.</summary>
public sealed record HeaderMatch(string Name, ImmutableArray<string> Values);

/// <summary>An address range and a port of a stream route; at least one is set.</summary>
public sealed record CidrPort(string? Ip, int? Port);
