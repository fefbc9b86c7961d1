namespace EndToEnd.Processes;

/// <summary>Finds the executable that was built beside these tests.</summary>
internal static class Checkout
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    public static string Executable { get; } =
        Repository.PathOf("src", "Sightglass", "bin", Configuration, "net10.0", "sightglass.dll");
}
