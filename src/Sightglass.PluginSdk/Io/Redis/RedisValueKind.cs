namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>The kinds of replies, of either protocol version.</summary>
public enum RedisValueKind
{
    /// <summary>No value.</summary>
    Null,
    /// <summary>Bytes, or a status such as <c>OK</c>.</summary>
    Text,
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>A number with a fraction (RESP3).</summary>
    Double,
    /// <summary>True or false (RESP3).</summary>
    Boolean,

    /// <summary>A list, a set or a push.</summary>
    Array,

    /// <summary>Keys and values in turn.</summary>
    Map,

    /// <summary>The server refused the command.</summary>
    Error,
}
