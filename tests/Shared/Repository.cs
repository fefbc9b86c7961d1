namespace Sightglass.Tests.Shared;

/// <summary>
/// The checkout that the tests were built from, found from the test assembly: paths that the compiler writes into it are
/// mapped to a neutral root in deterministic builds, and name nothing on the disk.
/// </summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>All files below a folder of the checkout, without what builds leave behind.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"));

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Sightglass.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("Sightglass.slnx is in no folder above " + AppContext.BaseDirectory);
    }
}
