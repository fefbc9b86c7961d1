using System.Buffers;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Logging;

/// <summary>Records as they are, each a line of its own or not.</summary>
internal sealed class PlainFrame(bool isLine) : IRecordFrame
{
    public bool TryBegin(PluginContext context, IBufferWriter<byte> message) => true;

    public void End(IBufferWriter<byte> message)
    {
        if (isLine)
        {
            message.Write("\n"u8);
        }
    }
}
