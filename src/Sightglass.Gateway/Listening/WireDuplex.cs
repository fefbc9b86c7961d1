using System.IO.Pipelines;

namespace Sightglass.Gateway.Listening;

/// <summary>A connection's two directions, both watched.</summary>
internal sealed class WireDuplex(WireReader input, WireWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
