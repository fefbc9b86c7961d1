using System.Reflection;
using System.Runtime.Loader;

namespace Sightglass.PluginSdk.Loading;

/// <summary>Where a plugin library and what it brings along are loaded: apart from other libraries, with the product's own assemblies shared.</summary>
/// <param name="path">The library's file.</param>
internal sealed class PluginLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // A second copy of the SDK would have a Plugin class of its own, which is none to the gateway.
        if (assemblyName.Name?.StartsWith("Sightglass.", StringComparison.Ordinal) == true)
        {
            return null;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
}
