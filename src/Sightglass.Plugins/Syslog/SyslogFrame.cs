using System.Buffers;
using System.Globalization;
using System.Text;
using Sightglass.Plugins.Logging;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Syslog;

/// <summary>What the C library's <c>syslog</c> writes before a message: priority, local time, and who says it (RFC 3164, 4.1).</summary>
internal sealed class SyslogFrame(Severities severities, int facility) : IRecordFrame
{
    public bool TryBegin(PluginContext context, IBufferWriter<byte> message)
    {
        if (severities.Of(context) is not { } severity)
        {
            return false;
        }

        var time = context.Time.GetLocalNow();
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<{facility + severity}>{time:MMM} {time.Day,2} {time:HH:mm:ss} kong: "), message);
        return true;
    }

    public void End(IBufferWriter<byte> message)
    {
        // The datagram ends with the record.
    }
}
