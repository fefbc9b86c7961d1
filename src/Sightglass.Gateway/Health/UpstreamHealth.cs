namespace Sightglass.Gateway.Health;

/// <summary>What the addresses of one upstream share: the policy in force, and a number that changes whenever the health of one does.</summary>
internal sealed class UpstreamHealth(string name, Action<string, string, bool>? onChange = null)
{
    private volatile string _name = name;
    private volatile HealthPolicy _policy = HealthPolicy.Off;
    private int _version;

    public HealthPolicy Policy
    {
        get => _policy;
        set
        {
            _policy = value;
            Interlocked.Increment(ref _version);
        }
    }

    /// <summary>The upstream's name, for the log.</summary>
    public string Name
    {
        get => _name;
        set => _name = value;
    }

    /// <summary>Differs from an earlier value when a health or the policy has changed since.</summary>
    public int Version => Volatile.Read(ref _version);

    internal void OnChanged(string address, bool healthy)
    {
        Interlocked.Increment(ref _version);
        onChange?.Invoke(_name, address, healthy);
    }
}
