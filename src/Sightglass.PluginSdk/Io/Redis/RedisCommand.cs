using System.Text;

namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>A command: its name and its arguments.</summary>
public readonly struct RedisCommand
{
    private readonly ReadOnlyMemory<byte>[] _arguments;

    /// <summary>A command with text arguments.</summary>
    public RedisCommand(string name, params string[] arguments)
        : this(name, System.Array.ConvertAll(arguments, argument => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(argument))))
    {
    }

    /// <summary>A command with binary arguments.</summary>
    public RedisCommand(string name, ReadOnlyMemory<byte>[] arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(arguments);
        Name = name;
        _arguments = arguments;
    }

    /// <summary>The name, for example <c>GET</c>.</summary>
    public string Name { get; }

    internal ReadOnlySpan<ReadOnlyMemory<byte>> Arguments => _arguments;
}
