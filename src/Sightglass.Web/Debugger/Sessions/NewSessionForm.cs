using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Primitives;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Http;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>
/// The form for a new session as it stands: texts as typed. It comes from the address, so that a scoped or half-filled form can be linked
/// and survives a reload, or from the body when the session is started.
/// </summary>
public sealed record NewSessionForm
{
    /// <summary>A control plane's id; null until one is chosen.</summary>
    public Guid? Plane { get; init; }

    public string? Name { get; init; }

    /// <summary>Chosen node ids; none means all nodes.</summary>
    public ImmutableHashSet<Guid> Nodes { get; init; } = [];

    public ImmutableHashSet<Guid> Routes { get; init; } = [];

    public ImmutableHashSet<Guid> Services { get; init; } = [];

    public string? Expression { get; init; }

    /// <summary>Percent of the matching requests.</summary>
    public string Rate { get; init; } = "100";

    /// <summary>Seconds.</summary>
    public string Duration { get; init; } = "300";

    public string MaxTraces { get; init; } = "200";

    /// <summary>Whether finished requests are taken too.</summary>
    public bool Lookback { get; init; }

    /// <summary>Reads the form by its fields' names.</summary>
    public static NewSessionForm Read(Func<string, StringValues> field) => new()
    {
        Plane = Guid.TryParse(field("control_plane"), out var plane) ? plane : null,
        Name = Text(field("name")),
        Nodes = Ids(field("node")),
        Routes = Ids(field("route")),
        Services = Ids(field("service")),
        Expression = Text(field("expression")),
        Rate = Text(field("rate")) ?? "100",
        Duration = Text(field("duration_seconds")) ?? "300",
        MaxTraces = Text(field("max_traces")) ?? "200",
        Lookback = Text(field("lookback")) == "true",
    };

    /// <summary>
    /// What to ask the service for. Only what cannot be a number at all is a fault here; whether a number is allowed is the service's
    /// business.
    /// </summary>
    /// <param name="fallbackName">The name when none was typed.</param>
    /// <param name="faults">Fields that cannot be read.</param>
    public CreateDebugSession ToRequest(string fallbackName, out ImmutableArray<InvalidParameter> faults)
    {
        var found = ImmutableArray.CreateBuilder<InvalidParameter>();
        var request = new CreateDebugSession
        {
            Name = Name ?? fallbackName,
            DurationSeconds = Integer("duration_seconds", Duration, found),
            MaxTraces = Integer("max_traces", MaxTraces, found),
            DataPlaneNodeIds = [.. Nodes],
            Lookback = Lookback,
            Sampling = new Sampling
            {
                RouteIds = [.. Routes],
                ServiceIds = [.. Services],
                Expression = Expression,
                Rate = Percent(found),
            },
        };
        faults = found.ToImmutable();
        return request;
    }

    private double Percent(ImmutableArray<InvalidParameter>.Builder faults)
    {
        if (double.TryParse(Rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
        {
            return percent / 100;
        }

        faults.Add(new InvalidParameter("sampling.rate", "is_number", "Expected a percentage, for example 100 or 0.5."));
        return 1;
    }

    private static int Integer(string field, string text, ImmutableArray<InvalidParameter>.Builder faults)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        faults.Add(new InvalidParameter(field, "is_integer", "Expected a whole number."));
        return 0;
    }

    private static string? Text(StringValues values)
    {
        var text = values.ToString().Trim();
        return text.Length == 0 ? null : text;
    }

    private static ImmutableHashSet<Guid> Ids(StringValues values) =>
        [.. values.Select(v => Guid.TryParse(v, out var id) ? id : (Guid?)null).OfType<Guid>()];
}
