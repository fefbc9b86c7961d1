using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Proxying;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>
/// Enters a plugin's handler: with its span when the request is recorded, and with its failures caught. A handler that completes at once
/// costs no state machine.
/// </summary>
internal static class PluginCall
{
    public static ValueTask RewriteAsync(RequestContext context, PluginEntry entry)
        => RunAsync(context, entry, entry.RewriteSpan, "rewrite", static (entry, plugin) => entry.Handler.RewriteAsync(plugin));

    public static ValueTask AccessAsync(RequestContext context, PluginEntry entry)
        => RunAsync(context, entry, entry.AccessSpan, "access", static (entry, plugin) => entry.Handler.AccessAsync(plugin));

    public static ValueTask ResponseAsync(RequestContext context, PluginEntry entry)
        => RunAsync(context, entry, entry.ResponseSpan, "response", static (entry, plugin) => entry.Handler.ResponseAsync(plugin));

    public static ValueTask LogAsync(RequestContext context, PluginEntry entry)
        => RunAsync(context, entry, entry.LogSpan, "log", static (entry, plugin) => entry.Handler.LogAsync(plugin));

    /// <summary>Runs a header_filter handler.</summary>
    /// <returns>False when it failed.</returns>
    public static bool HeaderFilter(RequestContext context, PluginEntry entry)
    {
        var trace = context.Trace;
        var span = Enter(context, entry, entry.HeaderFilterSpan, trace);
        try
        {
            entry.Handler.HeaderFilter(context.Plugin);
            return true;
        }
        catch (Exception exception)
        {
            Fail(context, entry, trace, span, "header_filter", exception);
            return false;
        }
        finally
        {
            Leave(context, trace, span);
        }
    }

    private static ValueTask RunAsync(
        RequestContext context,
        PluginEntry entry,
        SpanName name,
        string phase,
        Func<PluginEntry, PluginContext, ValueTask> handler)
    {
        var trace = context.Trace;
        var exited = context.Exit;
        var span = Enter(context, entry, name, trace);
        ValueTask pending;
        try
        {
            pending = entry.Plugin.MayBlock ? OffLoop(handler, entry, context.Plugin) : handler(entry, context.Plugin);
            if (pending.IsCompletedSuccessfully)
            {
                pending.GetAwaiter().GetResult();
                NoteExit(context, exited, trace, span);
                Leave(context, trace, span);
                return default;
            }
        }
        catch (Exception exception)
        {
            Fail(context, entry, trace, span, phase, exception);
            Leave(context, trace, span);
            return default;
        }

        return AwaitAsync(context, entry, pending, trace, span, phase, exited);
    }

    // On the event loop a thread that blocks holds up every connection the loop serves.
    private static ValueTask OffLoop(Func<PluginEntry, PluginContext, ValueTask> handler, PluginEntry entry, PluginContext plugin)
        => new(Task.Run(() => handler(entry, plugin).AsTask()));

    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    private static async ValueTask AwaitAsync(
        RequestContext context,
        PluginEntry entry,
        ValueTask pending,
        TraceRecorder? trace,
        int span,
        string phase,
        ExitKind exited)
    {
        try
        {
            await pending.ConfigureAwait(false);
            NoteExit(context, exited, trace, span);
        }
        catch (Exception exception)
        {
            Fail(context, entry, trace, span, phase, exception);
        }
        finally
        {
            Leave(context, trace, span);
        }
    }

    private static int Enter(RequestContext context, PluginEntry entry, SpanName name, TraceRecorder? trace)
    {
        context.RunningPlugin = entry;
        if (trace is null)
        {
            return TraceRecorder.None;
        }

        var span = trace.Start(name);
        trace.Set(span, AttributeKeys.ProxyKongPluginInstanceId, entry.InstanceId);
        return span;
    }

    private static void Leave(RequestContext context, TraceRecorder? trace, int span)
    {
        context.RunningPlugin = null;
        trace?.End(span);
    }

    private static void NoteExit(RequestContext context, ExitKind before, TraceRecorder? trace, int span)
    {
        if (trace is not null && before == ExitKind.None && context.HasExited)
        {
            trace.Set(span, AttributeKeys.ProxyKongPluginHttpResponseStatusCode, context.ExitStatus);
            trace.Set(span, AttributeKeys.ProxyKongPluginHttpResponseStatusMessage, context.ExitMessage is { Length: > 0 } message ? message : null);
        }
    }

    private static void Fail(RequestContext context, PluginEntry entry, TraceRecorder? trace, int span, string phase, Exception exception)
    {
        if (context.BodyFailure != 0 && phase != "log")
        {
            // The plugin asked for a body that is none.
            RequestBodyFailure.Exit(context);
            NoteExit(context, ExitKind.None, trace, span);
            return;
        }

        context.PluginLog.HandlerFailed(exception, entry.Plugin.Name, entry.InstanceId, phase, context.RequestId);
        if (trace is not null)
        {
            trace.AddException(span, exception, TraceRecorder.Now());
        }

        if (phase != "log")
        {
            context.ExitAfterFailure();
            NoteExit(context, ExitKind.None, trace, span);
        }
    }
}
