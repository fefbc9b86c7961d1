using System.Globalization;
using Sightglass.Plugins.RateLimiting;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.ResponseRateLimiting;

internal sealed class ResponseRateLimitingHandler(ResponseRateLimitingOptions options, IResponseCounters counters) : PluginHandler
{
    private readonly string _stateItem = $"response-ratelimiting:{Guid.NewGuid():N}";

    public override async ValueTask AccessAsync(PluginContext context)
    {
        var now = context.Time.GetUtcNow();
        var owner = Owner(context);
        Usage[] usages;
        try
        {
            usages = await counters.ReadAsync(context, owner, options.Limits, now).ConfigureAwait(false);
        }
        catch (PluginIoException e) when (options.FaultTolerant)
        {
            RateLimitingLog.UsageFailed(context.Log, e.Message);
            return;
        }

        var state = new RequestState(owner, now, usages);
        for (var i = 0; i < options.Limits.Length; i++)
        {
            var named = options.Limits[i];
            var least = long.MaxValue;
            for (var j = 0; j < named.Limits.Length; j++)
            {
                var remaining = state.Remaining(named, i, j);
                least = Math.Min(least, remaining);
                if (options.BlockOnFirstViolation && remaining == 0)
                {
                    context.ExitWithError(429, $"API rate limit exceeded for '{named.Name}'");
                    return;
                }
            }

            context.Response.Headers[named.RemainingHeader] = Text(least);
        }

        context.Items[_stateItem] = state;
    }

    public override void HeaderFilter(PluginContext context)
    {
        if (State(context) is not { } state)
        {
            return;
        }

        var headers = context.Response.Headers;
        var isUpstreams = context.Response.UpstreamStatusCode is not null && !context.HasExited;
        state.Amounts = Increments.Parse(isUpstreams ? headers[options.HeaderName] : default, options.Limits);
        for (var i = 0; i < options.Limits.Length; i++)
        {
            var named = options.Limits[i];
            for (var j = 0; j < named.Limits.Length; j++)
            {
                var remaining = state.Remaining(named, i, j);
                if (!options.HideClientHeaders)
                {
                    headers[named.LimitHeaders[j]] = named.Limits[j].MaxText;
                    headers[named.RemainingHeaders[j]] = Text(Math.Max(0, remaining - state.Amounts[i]));
                }

                state.IsStopped |= state.Amounts[i] > 0 && remaining <= 0;
            }
        }

        headers.Remove(options.HeaderName);
        if (state.IsStopped)
        {
            context.Response.StatusCode = 429;
            headers.ContentLength = 0;
        }
    }

    public override void BodyFilter(PluginContext context, ref BodyPiece piece)
    {
        if (State(context) is { IsStopped: true })
        {
            piece.Data = default;
        }
    }

    public override async ValueTask LogAsync(PluginContext context)
    {
        if (State(context) is not { IsStopped: false, Amounts: { } amounts } state)
        {
            return;
        }

        for (var i = 0; i < amounts.Length; i++)
        {
            if (amounts[i] == 0)
            {
                continue;
            }

            try
            {
                await counters.AddAsync(context, state.Owner, options.Limits[i], state.Now, amounts[i]).ConfigureAwait(false);
            }
            catch (PluginIoException e)
            {
                // The response has been sent: it is only not counted.
                RateLimitingLog.UsageFailed(context.Log, e.Message);
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (counters is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private RequestState? State(PluginContext context) =>
        context.Items.TryGetValue(_stateItem, out var item) ? item as RequestState : null;

    private CounterOwner Owner(PluginContext context)
    {
        var client = context.Client;
        var id = options.LimitBy switch
        {
            LimitBy.Consumer => client.Consumer?.Id ?? client.Credential?.Id,
            LimitBy.Credential => client.Credential?.Id,
            _ => null,
        };
        return new CounterOwner(options.Route, options.Service, id?.ToString("D") ?? client.Address.ToString());
    }

    private sealed class RequestState(CounterOwner owner, DateTimeOffset now, Usage[] usages)
    {
        public CounterOwner Owner => owner;

        public DateTimeOffset Now => now;

        public long[]? Amounts { get; set; }

        public bool IsStopped { get; set; }

        public long Remaining(NamedLimits named, int name, int limit) => named.Limits[limit].Max - usages[name][limit];
    }
}
