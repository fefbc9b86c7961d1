using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Pipeline;

/// <summary>
/// 5 access: walks the route's plugins in order, resolves each one's instance at its turn, and runs those that take part. After an exit
/// the walk goes on, because later phases run the instances it collects (gateway.md 4.1).
/// </summary>
internal static class AccessStage
{
    public static ValueTask RunAsync(RequestContext context)
    {
        if (context.HasExited)
        {
            Skip(context);
            return default;
        }

        var plan = context.Plan = context.Route!.Plan;
        if (!plan.DependsOnConsumer)
        {
            context.Plugins.TakeAll(plan);
            if (!plan.Takes(PluginPhases.Access))
            {
                CheckService(context);
                return default;
            }
        }

        return WalkAsync(context, plan);
    }

    /// <summary>Access does not take place: global plugins serve the remaining phases.</summary>
    public static void Skip(RequestContext context)
    {
        var plan = context.Plan = context.Snapshot.GlobalPlan;
        if (!plan.DependsOnConsumer)
        {
            context.Plugins.TakeAll(plan);
            return;
        }

        context.Plugins.Begin(plan.Slots.Length);
        foreach (var slot in plan.Slots)
        {
            if (slot.Common is { } entry)
            {
                context.Plugins.Add(entry);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    private static async ValueTask WalkAsync(RequestContext context, PluginPlan plan)
    {
        if (plan.DependsOnConsumer)
        {
            context.Plugins.Begin(plan.Slots.Length);
        }

        foreach (var slot in plan.Slots)
        {
            if (slot.Resolve(context.Consumer?.Id) is not { } entry)
            {
                continue;
            }

            if (plan.DependsOnConsumer)
            {
                context.Plugins.Add(entry);
            }

            if (!context.HasExited && entry.Takes(PluginPhases.Access))
            {
                await PluginCall.AccessAsync(context, entry).ConfigureAwait(false);
            }
        }

        CheckService(context);
    }

    private static void CheckService(RequestContext context)
    {
        if (!context.HasExited && context.Service is null)
        {
            context.ExitWithError(503, GatewayMessages.NoService);
        }
    }
}
