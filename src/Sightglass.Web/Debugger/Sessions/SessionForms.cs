using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Sightglass.ControlPlane.Debugger;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>Addresses of filled-in forms.</summary>
internal static class SessionForms
{
    /// <summary>The form for a new session that asks for what an old one asked for.</summary>
    public static string Again(Guid plane, DebugSession session)
    {
        var query = new QueryBuilder { { "control_plane", plane.ToString() }, { "name", session.Name } };
        Add(query, "node", session.DataPlaneNodeIds);
        Add(query, "route", session.Sampling.RouteIds);
        Add(query, "service", session.Sampling.ServiceIds);
        if (session.Sampling.Expression is { } expression)
        {
            query.Add("expression", expression);
        }

        if (session.Lookback)
        {
            query.Add("lookback", "true");
        }

        query.Add("rate", (session.Sampling.Rate * 100).ToString("0.####", CultureInfo.InvariantCulture));
        query.Add("duration_seconds", session.DurationSeconds.ToString(CultureInfo.InvariantCulture));
        query.Add("max_traces", session.MaxTraces.ToString(CultureInfo.InvariantCulture));
        return DebuggerLinks.NewSession + query.ToQueryString();
    }

    private static void Add(QueryBuilder query, string name, IEnumerable<Guid> ids)
    {
        foreach (var id in ids)
        {
            query.Add(name, id.ToString());
        }
    }
}
