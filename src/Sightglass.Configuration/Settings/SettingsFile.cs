namespace Sightglass.Configuration.Settings;

/// <summary>The text format <c>key = value</c>: a line each, <c>#</c> begins a comment, <c>\#</c> is the character.</summary>
internal static class SettingsFile
{
    private const int MaxLength = 1 << 20;

    public static IEnumerable<WrittenSetting> Read(string name, string text, List<SettingProblem> errors)
    {
        if (text.Length > MaxLength)
        {
            errors.Add(new SettingProblem("", name, $"the file has {text.Length} characters, at most {MaxLength} are read"));
            yield break;
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = WithoutComment(line).Trim();
            if (content.Length == 0)
            {
                continue;
            }

            var origin = $"{name}, line {number}";
            var equals = content.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                errors.Add(new SettingProblem(content, origin, "expected key = value"));
                continue;
            }

            var key = content[..equals].TrimEnd();
            if (!seen.TryAdd(key, number))
            {
                errors.Add(new SettingProblem(key, origin, $"already set in line {seen[key]}"));
                continue;
            }

            yield return new WrittenSetting(key, content[(equals + 1)..].TrimStart(), origin);
        }
    }

    private static string WithoutComment(string line)
    {
        var at = line.IndexOf('#', StringComparison.Ordinal);
        while (at > 0 && line[at - 1] == '\\')
        {
            at = line.IndexOf('#', at + 1);
        }

        return (at < 0 ? line : line[..at]).Replace("\\#", "#", StringComparison.Ordinal);
    }
}
