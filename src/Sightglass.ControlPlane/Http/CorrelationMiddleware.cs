using Microsoft.AspNetCore.Http;

namespace Sightglass.ControlPlane.Http;

/// <summary>Gives every request its id and every response, errors included, the four headers that tell it.</summary>
internal sealed class CorrelationMiddleware(RequestDelegate next, TimeProvider timeProvider)
{
    public Task InvokeAsync(HttpContext context)
    {
        var correlation = Correlation.Create(timeProvider.GetUtcNow());
        context.Features.Set(correlation);

        // When the response starts, and not now: whoever turns an exception into an answer clears the headers first.
        context.Response.OnStarting(
            static state =>
            {
                var (response, ids) = ((HttpResponse, Correlation))state;
                response.Headers["X-B3-TraceId"] = ids.TraceId;
                response.Headers["X-B3-SpanId"] = ids.SpanId;
                response.Headers["X-Datadog-Trace-Id"] = ids.DatadogTraceId;
                response.Headers["X-Datadog-Parent-Id"] = ids.DatadogParentId;
                return Task.CompletedTask;
            },
            (context.Response, correlation));
        return next(context);
    }
}
