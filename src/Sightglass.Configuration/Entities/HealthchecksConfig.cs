using System.Collections.Immutable;

namespace Sightglass.Configuration.Entities;

/// <summary>Health checks of an upstream. 0 disables an interval or a counter.</summary>
public sealed record HealthchecksConfig
{
    /// <summary>Percent of the weight that must be available, 0–100.</summary>
    public double Threshold { get; init; }
    public ActiveHealthcheckConfig Active { get; init; } = new();
    public PassiveHealthcheckConfig Passive { get; init; } = new();
}

/// <summary>Probes the gateway sends by itself.</summary>
public sealed record ActiveHealthcheckConfig
{
    /// <summary>tcp, http, https, grpc or grpcs.</summary>
    public string Type { get; init; } = "http";

    /// <summary>Seconds for one probe.</summary>
    public double Timeout { get; init; } = 1;
    public int Concurrency { get; init; } = 10;
    public string HttpPath { get; init; } = "/";
    public bool HttpsVerifyCertificate { get; init; } = true;
    public string? HttpsSni { get; init; }
    public ImmutableArray<HeaderMatch> Headers { get; init; } = [];

    /// <summary>Seconds between probes of a healthy target, 0–65535.</summary>
    public double HealthyInterval { get; init; }
    public int HealthySuccesses { get; init; }
    public ImmutableArray<int> HealthyHttpStatuses { get; init; } = [200, 302];

    /// <summary>Seconds between probes of an unhealthy target, 0–65535.</summary>
    public double UnhealthyInterval { get; init; }
    public int UnhealthyTcpFailures { get; init; }
    public int UnhealthyTimeouts { get; init; }
    public int UnhealthyHttpFailures { get; init; }
    public ImmutableArray<int> UnhealthyHttpStatuses { get; init; } = [429, 404, 500, 501, 502, 503, 504, 505];
}

/// <summary>What real traffic says about a target.</summary>
public sealed record PassiveHealthcheckConfig
{
    public string Type { get; init; } = "http";
    public int HealthySuccesses { get; init; }
    public ImmutableArray<int> HealthyHttpStatuses { get; init; } =
        [200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308];
    public int UnhealthyTcpFailures { get; init; }
    public int UnhealthyTimeouts { get; init; }
    public int UnhealthyHttpFailures { get; init; }
    public ImmutableArray<int> UnhealthyHttpStatuses { get; init; } = [429, 500, 503];
}
