using System.Collections.Immutable;
using System.CommandLine;

namespace Sightglass.Commands;

/// <summary>The option <c>--plugin-library</c>, where plugins of one's own have to be known.</summary>
internal static class PluginLibraryOption
{
    public static Option<FileInfo[]> Create() => new("--plugin-library")
    {
        Description = "Assembly with plugins that do not come with Sightglass, so that configurations may have them; may be repeated.",
    };

    public static ImmutableArray<string> Read(ParseResult result, Option<FileInfo[]> option) =>
        [.. (result.GetValue(option) ?? []).Select(static file => file.FullName)];
}
