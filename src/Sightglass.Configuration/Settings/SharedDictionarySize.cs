namespace Sightglass.Configuration.Settings;

/// <summary>A dictionary that scripts share (<c>lua_shared_dict</c>).</summary>
/// <param name="Name">Its name in <c>ngx.shared</c>.</param>
/// <param name="Bytes">The memory it may take.</param>
public sealed record SharedDictionarySize(string Name, long Bytes)
{
    private const string Syntax = "expected a name and a size from 12k to 1g such as 'counters 1m'";

    internal static string? Read(string text, out SharedDictionarySize value)
    {
        value = new SharedDictionarySize("", 0);
        if (text.TrimEnd(';').Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var name, var size]
            || SettingReaders.Size(12 << 10, 1L << 30)(size, out var bytes) is not null)
        {
            return $"{Syntax}, got '{text}'";
        }

        value = new SharedDictionarySize(name, bytes);
        return null;
    }
}
