namespace Sightglass.Configuration.Settings;

/// <summary>Paths of files and folders, <c>~/</c> for the user's home.</summary>
internal static class PathReader
{
    public static string? Read(string text, out string value)
    {
        value = Expand(text);
        return text.Length > 0 ? null : "expected a path";
    }

    public static string? ReadOptional(string text, out string? value)
    {
        value = text.Length == 0 ? null : Expand(text);
        return null;
    }

    public static string Expand(string text) => text.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), text[2..])
        : text;
}
