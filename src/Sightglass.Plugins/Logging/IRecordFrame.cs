using System.Buffers;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Logging;

/// <summary>What stands around a log record in a protocol.</summary>
internal interface IRecordFrame
{
    /// <summary>Writes what comes before the record; false when the request's record is not wanted.</summary>
    bool TryBegin(PluginContext context, IBufferWriter<byte> message);

    /// <summary>Writes what comes after it.</summary>
    void End(IBufferWriter<byte> message);
}
