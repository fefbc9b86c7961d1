using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sightglass.Tracing.Recording;

/// <summary>Writes <c>proxy.kong.latency.net_io_timings</c>.</summary>
internal static class NetIoTimings
{
    public static string ToJson(ReadOnlySpan<PeerTiming> peers, ClockAnchor anchor)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * peers.Length);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (ref readonly var peer in peers)
            {
                json.WriteStartObject();
                json.WriteString("ip"u8, peer.Ip);
                json.WriteNumber("connect_time"u8, anchor.ToNanoseconds(peer.ConnectTime));
                json.WriteNumber("rw_time"u8, anchor.ToNanoseconds(peer.ReadWriteTime));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
