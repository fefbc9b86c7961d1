using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace LookupPlugin;

/// <summary>One configured instance at work. It serves all its requests at once, so it keeps nothing of any of them.</summary>
internal sealed partial class TenantLookupHandler(
    Uri address,
    TimeSpan cacheTtl,
    SharedClients<PluginHttpOptions, PluginHttpClient>.Lease client) : PluginHandler
{
    /// <summary>What clients can make up must not fill the memory.</summary>
    private const int MaxCached = 10_000;

    private readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.Ordinal);

    public override ValueTask AccessAsync(PluginContext context)
    {
        var tenant = context.Request.Headers["X-Tenant"].ToString();
        if (tenant.Length == 0)
        {
            context.ExitWithError(400, "X-Tenant is missing");
            return default;
        }

        // What is known needs no waiting, and so no state machine.
        if (_answers.TryGetValue(tenant, out var known) && known.Until > context.Time.GetUtcNow())
        {
            Apply(context, known.Plan);
            return default;
        }

        return AskAsync(context, tenant);
    }

    public override async ValueTask DisposeAsync()
    {
        await client.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask AskAsync(PluginContext context, string tenant)
    {
        var request = new PluginHttpRequest { Uri = new Uri(address, Uri.EscapeDataString(tenant)) };
        try
        {
            // The scope puts the call's spans under this plugin when a debug session watches the request.
            var response = await client.Client.SendAsync(context.IoScope(), request, context.Aborted).ConfigureAwait(false);
            var plan = response.StatusCode == 200 ? ReadPlan(response.Body) : null;
            Remember(tenant, new Answer(plan, context.Time.GetUtcNow() + cacheTtl));
            Apply(context, plan);
        }
        catch (PluginIoException e)
        {
            LookupFailed(context.Log, e.Message);
            context.ExitWithError(503, "the tenant cannot be looked up");
        }
    }

    private static void Apply(PluginContext context, string? plan)
    {
        if (plan is null)
        {
            context.ExitWithError(403, "unknown tenant");
        }
        else
        {
            context.ServiceRequest.SetHeader("X-Tenant-Plan", plan);
        }
    }

    private static string? ReadPlan(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("plan").GetString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private void Remember(string tenant, Answer answer)
    {
        if (_answers.Count >= MaxCached)
        {
            _answers.Clear();
        }

        _answers[tenant] = answer;
    }

    [LoggerMessage(EventId = 1, EventName = nameof(LookupFailed), Level = LogLevel.Error, Message = "tenant lookup failed: {Reason}")]
    private static partial void LookupFailed(ILogger logger, string reason);

    private sealed record Answer(string? Plan, DateTimeOffset Until);
}
