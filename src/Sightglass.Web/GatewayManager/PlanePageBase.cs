using Microsoft.AspNetCore.Components;
using Sightglass.Configuration.Entities;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Identity;
using Sightglass.Web.Components;
using Sightglass.Web.Debugger;

namespace Sightglass.Web.GatewayManager;

/// <summary>A page about one control plane: finds it, and knows the way to it.</summary>
public abstract class PlanePageBase : PageBase
{
    [Parameter]
    public Guid PlaneId { get; set; }

    [Inject]
    public IControlPlanes ControlPlanes { get; set; } = default!;

    [Inject]
    public ICoreEntities Entities { get; set; } = default!;

    /// <summary>Null when it does not exist or may not be read; then <see cref="PageBase.Problem"/> says so.</summary>
    protected ControlPlaneInfo? Plane { get; private set; }

    protected GatewayConfiguration Configuration { get; private set; } = GatewayConfiguration.Empty;

    /// <summary>Whether a debug session may be started from here.</summary>
    protected bool MayDebug => Principal.Can(Permission.ManageDebugSessions, PlaneId);

    protected IReadOnlyList<(string Text, string Href)> Way(params ReadOnlySpan<(string Text, string Href)> more) =>
        [("Gateway Manager", GatewayManagerLinks.Planes), (Plane?.Name ?? "Control plane", GatewayManagerLinks.Plane(PlaneId)), .. more];

    protected override async Task OnInitializedAsync()
    {
        Plane = Take(await ControlPlanes.GetAsync(Principal, PlaneId, Aborted));
        if (Plane is not null)
        {
            Configuration = Take(await Entities.GetConfigurationAsync(Principal, PlaneId, Aborted)) ?? GatewayConfiguration.Empty;
        }
    }

    protected string DebugHref(Guid? service = null, Guid? route = null) => DebuggerLinks.StartDebugging(PlaneId, service, route);

    /// <summary>The page's problem when an entity is not there.</summary>
    protected T? Require<T>(T? entity, string what)
        where T : class
    {
        if (entity is null && Problem is null)
        {
            Fail(ControlPlane.Http.Problem.NotFound($"This control plane has no such {what}. It may have been deleted."));
        }

        return entity;
    }
}
