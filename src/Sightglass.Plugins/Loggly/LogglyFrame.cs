using System.Buffers;
using System.Globalization;
using System.Text;
using Sightglass.Plugins.Logging;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Loggly;

/// <summary>RFC 5424 around a record: the token and the tags are structured data of Loggly's enterprise number.</summary>
internal sealed class LogglyFrame(Severities severities, string hostname, string key, IReadOnlyList<string> tags) : IRecordFrame
{
    /// <summary>Facility user-level messages.</summary>
    private const int Facility = 1 << 3;

    private readonly string _data = $"[{key}@41058 {string.Join(' ', tags.Select(static tag => $"tag=\"{Escape(tag)}\""))}]";

    public bool TryBegin(PluginContext context, IBufferWriter<byte> message)
    {
        if (severities.Of(context) is not { } severity)
        {
            return false;
        }

        var time = context.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Encoding.UTF8.GetBytes($"<{Facility + severity}>1 {time} {hostname} kong - - {_data} ", message);
        return true;
    }

    public void End(IBufferWriter<byte> message)
    {
        // The datagram ends with the record.
    }

    /// <summary>RFC 5424, 6.3.3: what a value's end could be mistaken for.</summary>
    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("]", "\\]", StringComparison.Ordinal);
}
