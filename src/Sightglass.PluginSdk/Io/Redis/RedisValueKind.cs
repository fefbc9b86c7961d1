namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>The kinds of replies, of either protocol version.</summary>
public enum RedisValueKind
{
    Null,
    Text,
    Integer,
    Double,
    Boolean,

    /// <summary>A list, a set or a push.</summary>
    Array,

    /// <summary>Keys and values in turn.</summary>
    Map,

    /// <summary>The server refused the command.</summary>
    Error,
}
