namespace Sightglass.Gateway.RequestDebugging;

/// <summary>What a request asks to be told about itself.</summary>
[Flags]
internal enum RequestDebugAsk
{
    None = 0,

    /// <summary>It asks, and may.</summary>
    Output = 1,

    /// <summary>It wants the output in the node's log too.</summary>
    Log = 2,

    /// <summary>It comes from the node's own machine, so that nothing between takes long headers ill.</summary>
    Loopback = 4,
}
