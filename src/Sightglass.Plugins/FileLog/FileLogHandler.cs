using System.Buffers;
using Sightglass.Plugins.Logging;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.FileLog;

internal sealed class FileLogHandler(CustomFields? fields, SharedClients<FileTarget, FileAppender>.Lease file) : PluginHandler
{
    public override ValueTask LogAsync(PluginContext context)
    {
        fields?.Apply(context);
        var record = new ArrayBufferWriter<byte>(2_048);
        LogRecord.Write(context, record);
        file.Client.Append(record.WrittenMemory);
        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        if (fields is not null)
        {
            await fields.DisposeAsync().ConfigureAwait(false);
        }

        await file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
