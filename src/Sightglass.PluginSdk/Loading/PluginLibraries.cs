using System.Collections.Immutable;
using System.Reflection;

namespace Sightglass.PluginSdk.Loading;

/// <summary>Loads plugins from assemblies that do not come with the product (<c>plugin_libraries</c>).</summary>
public static class PluginLibraries
{
    /// <summary>Loads the plugins of all libraries.</summary>
    /// <param name="paths">Assembly files.</param>
    /// <exception cref="PluginLibraryException">A file is no assembly with plugins, or a plugin cannot be made.</exception>
    public static ImmutableArray<Plugin> Load(ImmutableArray<string> paths) => [.. paths.SelectMany(LoadFile)];

    private static List<Plugin> LoadFile(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new PluginLibraryException($"there is no file {full}; expected the assembly (.dll) that building a plugin project gives");
        }

        try
        {
            var assembly = new PluginLoadContext(full).LoadFromAssemblyPath(full);
            var plugins = assembly.GetExportedTypes()
                .Where(static type => type is { IsAbstract: false } && typeof(Plugin).IsAssignableFrom(type))
                .Select(type => Make(type, full))
                .ToList();
            return plugins.Count > 0
                ? plugins
                : throw new PluginLibraryException($"{full} has no plugin; expected a public class that derives from {typeof(Plugin)}");
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or TypeLoadException or ReflectionTypeLoadException)
        {
            throw new PluginLibraryException($"{full} cannot be loaded: {e.Message}", e);
        }
    }

    private static Plugin Make(Type type, string path)
    {
        if (type.GetConstructor(Type.EmptyTypes) is null)
        {
            throw new PluginLibraryException($"{type} of {path} needs a public constructor without parameters");
        }

        try
        {
            return (Plugin)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException e)
        {
            throw new PluginLibraryException($"{type} of {path} cannot be made: {e.InnerException?.Message}", e);
        }
    }
}
