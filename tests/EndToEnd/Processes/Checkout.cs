using System.Reflection;

namespace EndToEnd.Processes;

/// <summary>Finds the executable that was built beside these tests.</summary>
internal static class Checkout
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    public static string Root { get; } = FindRoot();

    public static string Executable { get; } =
        Path.Combine(Root, "src", "Sightglass", "bin", Configuration, "net10.0", "sightglass.dll");

    private static string FindRoot()
    {
        var folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Sightglass.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Sightglass.slnx is in no folder above the test assembly.");
    }
}
