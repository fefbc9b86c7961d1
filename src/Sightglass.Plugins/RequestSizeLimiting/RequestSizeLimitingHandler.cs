using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RequestSizeLimiting;

internal sealed class RequestSizeLimitingHandler(long allowed, bool requireContentLength) : PluginHandler
{
    /// <summary>
    /// A body without announced length is measured by reading it, in memory: 128 MiB at most. A larger one is refused even where
    /// more is allowed.
    /// </summary>
    private const int MaxMeasured = 128 * 1024 * 1024;

    public override ValueTask AccessAsync(PluginContext context)
    {
        var request = context.Request;
        if (request.ContentLength is { } length)
        {
            if (length > allowed)
            {
                Refuse(context);
            }

            return default;
        }

        if (requireContentLength && request.Headers.TransferEncoding.Count == 0)
        {
            context.ExitWithError(411, "A valid Content-Length header is required");
            return default;
        }

        return request.HasBody ? MeasureAsync(context) : default;
    }

    private async ValueTask MeasureAsync(PluginContext context)
    {
        var limit = (int)Math.Clamp(allowed, 1, MaxMeasured);
        var body = await context.Request.ReadBodyAsync(limit, context.Aborted).ConfigureAwait(false);
        if (body is null || body.Value.Length > allowed)
        {
            Refuse(context);
        }
    }

    private static void Refuse(PluginContext context)
    {
        var expectsContinue = context.Request.Headers.Expect.ToString().Trim().Equals("100-continue", StringComparison.OrdinalIgnoreCase);
        context.ExitWithError(expectsContinue ? 417 : 413, "Request size limit exceeded");
    }
}
