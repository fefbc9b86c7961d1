using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.RateLimiting;

internal sealed class RateLimitingHandler(RateLimitingOptions options, ICounters counters) : PluginHandler
{
    public override ValueTask AccessAsync(PluginContext context)
    {
        var now = context.Time.GetUtcNow();
        var counted = counters.CountAsync(context, Scope(context), options.Limits, now);
        if (!counted.IsCompletedSuccessfully)
        {
            return FinishAsync(context, counted, now);
        }

        Decide(context, counted.Result, now);
        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        if (counters is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask FinishAsync(PluginContext context, ValueTask<Usage> counted, DateTimeOffset now)
    {
        Usage usage;
        try
        {
            usage = await counted.ConfigureAwait(false);
        }
        catch (PluginIoException e)
        {
            RateLimitingLog.UsageFailed(context.Log, e.Message);
            if (!options.FaultTolerant)
            {
                throw;
            }

            return;
        }

        Decide(context, usage, now);
    }

    private void Decide(PluginContext context, in Usage usage, DateTimeOffset now)
    {
        var exceeded = false;
        for (var i = 0; i < options.Limits.Length; i++)
        {
            exceeded |= usage[i] >= options.Limits[i].Max;
        }

        if (!options.HideClientHeaders)
        {
            SetHeaders(context.Response.Headers, usage, exceeded, now);
        }

        if (exceeded)
        {
            context.ExitWithError(options.ErrorCode, options.ErrorMessage);
        }
    }

    private void SetHeaders(IHeaderDictionary headers, in Usage usage, bool exceeded, DateTimeOffset now)
    {
        Limit? tightest = null;
        var tightestRemaining = long.MaxValue;
        for (var i = 0; i < options.Limits.Length; i++)
        {
            var limit = options.Limits[i];

            // This request takes one of what remains, unless it is refused because of another limit.
            var taken = exceeded && usage[i] < limit.Max ? 0 : 1;
            var remaining = Math.Max(0, limit.Max - usage[i] - taken);
            headers[limit.LimitHeader] = limit.MaxText;
            headers[limit.RemainingHeader] = Text(remaining);
            if (remaining <= tightestRemaining)
            {
                // Limits come shortest period first, so of equals the longer window wins.
                (tightest, tightestRemaining) = (limit, remaining);
            }
        }

        if (tightest is null)
        {
            return;
        }

        var reset = Text(Reset(tightest.Period, now));
        headers["RateLimit-Limit"] = tightest.MaxText;
        headers["RateLimit-Remaining"] = Text(tightestRemaining);
        headers["RateLimit-Reset"] = reset;
        if (exceeded)
        {
            headers.RetryAfter = reset;
        }
    }

    private static long Reset(Period period, DateTimeOffset now)
    {
        var elapsed = (now.ToUnixTimeMilliseconds() - Periods.WindowStart(period, now)) / 1000;
        return Math.Max(1, Periods.Length(period) - elapsed);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private CounterScope Scope(PluginContext context)
    {
        var client = context.Client;
        switch (options.LimitBy)
        {
            case LimitBy.Consumer when client.Consumer is { } consumer:
                return ById(consumer.Id);
            case LimitBy.Consumer or LimitBy.Credential when client.Credential is { } credential:
                return ById(credential.Id);
            case LimitBy.Service when context.Service is { } service:
                return ById(service.Id);
            case LimitBy.Header when context.CurrentHeader(options.HeaderName!) is { Count: > 0 } values:
                return ByText(values[0] ?? "");
            case LimitBy.Path when context.Request.Path == options.Path:
                return ByText(options.Path!);
            default:
                return ByText(client.Address.ToString());
        }
    }

    private CounterScope ById(Guid id) => new(options.Route, options.Service, id, null);

    private CounterScope ByText(string text) => new(options.Route, options.Service, Guid.Empty, text);
}
