using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sightglass.Configuration.Settings;

/// <summary>The settings, or everything that is wrong with them.</summary>
public sealed record SettingsResult
{
    /// <summary>Null if there are errors.</summary>
    public GatewaySettings? Settings { get; init; }

    /// <summary>All errors; the process must not start.</summary>
    public ImmutableArray<SettingProblem> Errors { get; init; } = [];

    /// <summary>What deserves attention: settings without effect, listeners open to others.</summary>
    public ImmutableArray<SettingProblem> Warnings { get; init; } = [];

    [MemberNotNullWhen(true, nameof(Settings))]
    public bool Succeeded => Errors.IsEmpty;
}
