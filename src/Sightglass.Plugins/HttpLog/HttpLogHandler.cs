using System.Buffers;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Queues;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.HttpLog;

internal sealed class HttpLogHandler(CustomFields? fields, RecordSender sender, BatchQueue queue) : PluginHandler
{
    public override ValueTask LogAsync(PluginContext context)
    {
        fields?.Apply(context);
        var record = new ArrayBufferWriter<byte>(2_048);
        LogRecord.Write(context, record);
        queue.Add(record.WrittenMemory);
        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        if (fields is not null)
        {
            await fields.DisposeAsync().ConfigureAwait(false);
        }

        await queue.DisposeAsync().ConfigureAwait(false);
        await sender.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
