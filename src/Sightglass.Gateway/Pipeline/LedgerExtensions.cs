using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Charges waits to the party waited for (debugger.md 4). Without a recorder, or when there is nothing to wait for, costs a check.</summary>
internal static class LedgerExtensions
{
    public static ValueTask<T> Charge<T>(this ValueTask<T> operation, TraceRecorder? trace, LatencyKind kind)
        => trace is null || operation.IsCompleted ? operation : ChargeAsync(operation, trace, kind);

    public static ValueTask Charge(this ValueTask operation, TraceRecorder? trace, LatencyKind kind)
        => trace is null || operation.IsCompleted ? operation : new ValueTask(ChargeAsync(operation.AsTask(), trace, kind));

    public static Task Charge(this Task operation, TraceRecorder? trace, LatencyKind kind)
        => trace is null || operation.IsCompleted ? operation : ChargeAsync(operation, trace, kind);

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private static async ValueTask<T> ChargeAsync<T>(ValueTask<T> operation, TraceRecorder trace, LatencyKind kind)
    {
        var since = TraceRecorder.Now();
        trace.Ledger.Enter(kind, since);
        try
        {
            return await operation.ConfigureAwait(false);
        }
        finally
        {
            trace.Ledger.Leave(kind, since, TraceRecorder.Now());
        }
    }

    private static async Task ChargeAsync(Task operation, TraceRecorder trace, LatencyKind kind)
    {
        var since = TraceRecorder.Now();
        trace.Ledger.Enter(kind, since);
        try
        {
            await operation.ConfigureAwait(false);
        }
        finally
        {
            trace.Ledger.Leave(kind, since, TraceRecorder.Now());
        }
    }
}
