using System.Buffers;
using Sightglass.Plugins.Queues;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Logging;

/// <summary>Hands the log record of each request to a queue, so that no request waits for whoever takes it.</summary>
/// <param name="fields">Fields of the record that scripts compute; null for none.</param>
/// <param name="frame">What goes before and after a record on its way.</param>
/// <param name="queue">The queue.</param>
/// <param name="sender">What the queue sends by; closed after it. Null when there is nothing to close.</param>
internal sealed class QueuedLogHandler(CustomFields? fields, IRecordFrame frame, BatchQueue queue, IAsyncDisposable? sender) : PluginHandler
{
    public override ValueTask LogAsync(PluginContext context)
    {
        fields?.Apply(context);
        var message = new ArrayBufferWriter<byte>(2_048);
        if (frame.TryBegin(context, message))
        {
            LogRecord.Write(context, message);
            frame.End(message);
            queue.Add(message.WrittenMemory);
        }

        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        if (fields is not null)
        {
            await fields.DisposeAsync().ConfigureAwait(false);
        }

        await queue.DisposeAsync().ConfigureAwait(false);
        if (sender is not null)
        {
            await sender.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }
}
