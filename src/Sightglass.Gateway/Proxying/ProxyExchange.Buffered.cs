using System.Buffers;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Upstream;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <content>8 response: the buffered phase, for plugins that want the whole response before any of it is sent.</content>
internal sealed partial class ProxyExchange
{
    /// <summary>Reads the whole response, lets the plugins of the response phase at it, then goes on as ever.</summary>
    private async ValueTask RespondBufferedAsync()
    {
        // Kept until the request is over: plugins may look at it to the end.
        var buffered = _context.BufferedResponse = new BufferedBody();
        if (!await ReadAllAsync(buffered).ConfigureAwait(false))
        {
            return;
        }

        await EndUpstreamAsync(hasBody: buffered.Data.Length > 0, TraceRecorder.Now()).ConfigureAwait(false);
        var body = buffered.Data;
        _context.Plugin.RuntimeResponse.BeginBuffered(body);
        if (_context.Plan.Takes(PluginPhases.Response))
        {
            body = await RunResponsePhaseAsync().ConfigureAwait(false);
            if (_context.HasExited)
            {
                _context.ResponseHeaders.Clear();
                return;
            }
        }

        if (CanHaveBody())
        {
            _context.ResponseHeaders.ContentLength = body.Length;
        }

        if (!HeaderFilterStage.Run(_context))
        {
            _context.ResponseHeaders.Clear();
            return;
        }

        NotePiece();
        if (BodyFilterStage.IsNeeded(_context))
        {
            body = _context.BodyFilter.Run(_context, body, isLast: true);
        }

        if (!_context.IsHead && !body.IsEmpty)
        {
            _context.ResponseBodySize = body.Length;
            Write(_context.ResponseBody.Writer, body);
        }

        await CompleteAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> ReadAllAsync(BufferedBody buffered)
    {
        var connection = _connection!;
        if (connection.Head.Framing == ResponseFraming.None)
        {
            return true;
        }

        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            while (true)
            {
                var read = await connection.ReadBodyAsync(piece).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
                if (read.Error != UpstreamError.None || buffered.Data.Length + read.Bytes > _context.Runtime.Options.MaxBufferedResponseSize)
                {
                    var detail = read.Error == UpstreamError.None ? "larger than may be buffered" : connection.ErrorDetail ?? read.Error.ToText();
                    _context.PluginLog.ResponseCut(_context.RequestId, detail);
                    if (_context.Trace is { } trace)
                    {
                        FailBody(trace, TraceRecorder.Now(), detail);
                    }

                    _context.ResponseHeaders.Clear();
                    _context.Source = ResponseSource.Error;
                    _context.ExitWithError(
                        read.Error.IsTimeout() ? 504 : 502,
                        read.Error.IsTimeout() ? GatewayMessages.TimingOut : GatewayMessages.InvalidResponse,
                        ExitKind.ProxyFailure);
                    return false;
                }

                buffered.Append(piece.AsSpan(0, read.Bytes));
                if (read.IsLast)
                {
                    return true;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> RunResponsePhaseAsync()
    {
        var trace = _context.Trace;
        var phase = trace?.Start(SpanNames.PhaseResponse) ?? 0;
        var response = _context.Plugin.RuntimeResponse;
        response.BeginPhase();
        for (var i = 0; i < _context.Plugins.Count && !_context.HasExited; i++)
        {
            if (_context.Plugins[i].Takes(PluginPhases.Response))
            {
                await PluginCall.ResponseAsync(_context, _context.Plugins[i]).ConfigureAwait(false);
            }
        }

        trace?.End(phase);
        return response.EndPhase();
    }
}
