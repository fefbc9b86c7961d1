using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>Sessions over all control planes: the service lists them for one.</summary>
internal sealed class SessionDirectory(IControlPlanes planes, IDebugSessions sessions)
{
    // As many as the services give at once. Running sessions are the newest, so these hold all that can change.
    private const int MostPlanes = 100;
    private const int MostSessions = 100;

    /// <summary>The newest sessions.</summary>
    /// <param name="principal">Who asks; sees what their roles allow.</param>
    /// <param name="plane">Only this control plane's sessions; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<SessionList> ListAsync(Principal principal, Guid? plane, CancellationToken cancellationToken)
    {
        var all = await planes.ListAsync(principal, new ControlPlaneQuery { Size = MostPlanes, SortBy = "name" }, cancellationToken);
        var entries = new List<SessionEntry>();
        var more = 0;
        foreach (var info in all.Items.Where(p => plane is null || p.Id == plane))
        {
            var result = await sessions.ListAsync(principal, info.Id, new DebugSessionQuery { Size = MostSessions }, cancellationToken);
            if (result.TryGet(out var page, out _))
            {
                entries.AddRange(page.Items.Select(s => new SessionEntry(info, s)));
                more += page.Total - page.Items.Length;
            }
        }

        return new SessionList(all.Items, [.. entries.OrderByDescending(e => e.Session.CreatedAt)], more);
    }
}
