using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>Writes commands as arrays of bulk strings.</summary>
internal static class RespWriter
{
    public static void Write(ArrayBufferWriter<byte> output, in RedisCommand command)
    {
        WriteLength(output, (byte)'*', command.Arguments.Length + 1);
        WriteBulk(output, Encoding.ASCII.GetBytes(command.Name));
        foreach (var argument in command.Arguments)
        {
            WriteBulk(output, argument.Span);
        }
    }

    private static void WriteBulk(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        WriteLength(output, (byte)'$', bytes.Length);
        output.Write(bytes);
        output.Write("\r\n"u8);
    }

    private static void WriteLength(ArrayBufferWriter<byte> output, byte kind, int length)
    {
        var span = output.GetSpan(16);
        span[0] = kind;
        Utf8Formatter.TryFormat(length, span[1..], out var written);
        span[written + 1] = (byte)'\r';
        span[written + 2] = (byte)'\n';
        output.Advance(written + 3);
    }
}
