namespace Sightglass.Plugins.Transforming;

/// <summary>A <c>name:value</c> or <c>old:new</c> entry.</summary>
internal readonly record struct NamedValue(string Name, string Value)
{
    /// <summary>Splits an entry at its first colon, and those that follow it at once. Without one the value is empty.</summary>
    public static NamedValue Parse(string entry)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new NamedValue(entry, "") : new NamedValue(entry[..colon], entry[colon..].TrimStart(':'));
    }

    public static NamedValue[] ParseAll(string[] entries) => Array.ConvertAll(entries, Parse);
}
