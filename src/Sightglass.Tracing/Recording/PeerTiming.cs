namespace Sightglass.Tracing.Recording;

/// <summary>The time spent with one peer, in ticks.</summary>
internal struct PeerTiming
{
    public string Ip;
    public long ConnectTime;
    public long ReadWriteTime;
}
