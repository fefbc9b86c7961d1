using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Sightglass.Gateway.Pipeline;

/// <summary>What the HTTP server hands requests to: nothing is between it and the stages.</summary>
internal sealed class GatewayApplication(GatewayRuntime runtime) : IHttpApplication<RequestContext>
{
    public RequestContext CreateContext(IFeatureCollection contextFeatures)
    {
        // The server keeps the object with the connection, or with the stream, which it reuses.
        var context = contextFeatures is IHostContextContainer<RequestContext> container
            ? container.HostContext ??= new RequestContext(runtime)
            : new RequestContext(runtime);
        context.Begin(contextFeatures);
        runtime.Metrics.RequestBegun();
        return context;
    }

    public Task ProcessRequestAsync(RequestContext context)
    {
        var processing = RequestPipeline.RunAsync(context);
        return processing.IsCompletedSuccessfully && !RequestDrain.IsNeeded(context) ? Complete(processing) : AwaitAsync(processing, context);
    }

    public void DisposeContext(RequestContext context, Exception? exception)
    {
        context.End();
        runtime.Metrics.RequestEnded();
    }

    private static Task Complete(ValueTask processing)
    {
        processing.GetAwaiter().GetResult();
        return Task.CompletedTask;
    }

    // The one object a request cannot do without: the task the server waits for.
    private static async Task AwaitAsync(ValueTask processing, RequestContext context)
    {
        await processing.ConfigureAwait(false);
        if (RequestDrain.IsNeeded(context))
        {
            await RequestDrain.RunAsync(context).ConfigureAwait(false);
        }
    }
}
