using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.Web.Access;

namespace Sightglass.Web.Components;

/// <summary>What every page of the signed-in UI has.</summary>
public abstract class PageBase : ComponentBase
{
    [CascadingParameter]
    public HttpContext Http { get; set; } = default!;

    /// <summary>Why the page has nothing to show; null when it has.</summary>
    protected Problem? Problem { get; private set; }

    protected Principal Principal => Http.Principal();

    protected CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Takes a service's answer apart; a problem becomes the page's problem and its status.</summary>
    protected T? Take<T>(Result<T> result)
        where T : class
    {
        if (result.TryGet(out var value, out var problem))
        {
            return value;
        }

        Fail(problem);
        return null;
    }

    protected void Fail(Problem problem)
    {
        Problem = problem;

        // Not before the response starts: the framework sends no body for a page that turns into 404 while it renders.
        Http.Response.OnStarting(() =>
        {
            Http.Response.StatusCode = problem.Status;
            return Task.CompletedTask;
        });
    }
}
