using System.Diagnostics;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>9 body_filter: plugins see and change the response's body piece by piece.</summary>
internal sealed class BodyFilterStage
{
    private Visit[] _visits = [];
    private long _begin;
    private Exception? _failure;
    private int _failed;

    /// <summary>Whether a plugin of the request takes part; when none does pieces need not pass through here.</summary>
    public static bool IsNeeded(RequestContext context) => context.Plan.Takes(PluginPhases.BodyFilter);

    /// <summary>Whether a piece of this request has entered; false unless the request is recorded.</summary>
    public bool HasBegun => _begin != 0;

    /// <summary>A plugin failed: there is no more of this response to filter.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>The first piece is about to enter. Called when the request is recorded, with plugins or without.</summary>
    public void Begin(RequestContext context, long timestamp)
    {
        _begin = timestamp;
        if (_visits.Length < context.Plugins.Count)
        {
            _visits = new Visit[Math.Max(8, context.Plugins.Count)];
        }

        _visits.AsSpan().Clear();
    }

    /// <summary>Passes a piece through the plugins.</summary>
    /// <returns>What to send instead. Valid until the next call.</returns>
    /// <exception cref="BodyFilterException">A plugin failed: the response cannot be completed.</exception>
    public ReadOnlyMemory<byte> Run(RequestContext context, ReadOnlyMemory<byte> data, bool isLast)
    {
        var piece = new BodyPiece { Data = data, IsLast = isLast };
        var entries = context.Plugins.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            if (!entry.Takes(PluginPhases.BodyFilter))
            {
                continue;
            }

            var start = context.Trace is null ? 0 : TraceRecorder.Now();
            context.RunningPlugin = entry;
            try
            {
                entry.Handler.BodyFilter(context.Plugin, ref piece);
            }
            catch (Exception exception)
            {
                _failure = exception;
                _failed = i;
                throw new BodyFilterException(entry.Plugin.Name, entry.InstanceId, exception);
            }
            finally
            {
                context.RunningPlugin = null;
                if (start != 0)
                {
                    _visits[i].Add(start, TraceRecorder.Now());
                }
            }
        }

        return piece.Data;
    }

    /// <summary>The last piece has left, or the response was cut: records the phase, once.</summary>
    public void End(RequestContext context, TraceRecorder trace) => End(context, trace, TraceRecorder.Now());

    /// <inheritdoc cref="End(RequestContext, TraceRecorder)"/>
    public void End(RequestContext context, TraceRecorder trace, long timestamp)
    {
        if (_begin == 0)
        {
            return;
        }

        var phase = trace.Add(SpanNames.PhaseBodyFilter, TraceRecorder.Root, _begin, timestamp);
        var entries = context.Plugins.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            ref var visit = ref _visits[i];
            if (visit.Start != 0)
            {
                var span = trace.Add(entries[i].BodyFilterSpan, phase, visit.Start, visit.End);
                trace.Set(span, AttributeKeys.ProxyKongPluginInstanceId, entries[i].InstanceId);
                trace.Set(span, AttributeKeys.ProxyKongPluginExecutionTime, visit.Spent * (1_000_000_000 / Stopwatch.Frequency));
                if (_failure is not null && i == _failed)
                {
                    trace.AddException(span, _failure, visit.End);
                }
            }
        }

        _begin = 0;
    }

    /// <summary>The request is over, however it ended.</summary>
    public void Reset()
    {
        _begin = 0;
        _failure = null;
    }

    private struct Visit
    {
        public long Start;
        public long End;
        public long Spent;

        public void Add(long start, long end)
        {
            Start = Start == 0 ? start : Start;
            End = end;
            Spent += end - start;
        }
    }
}
