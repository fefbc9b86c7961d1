namespace EndToEnd.Processes;

/// <summary>Finds the executable that was built beside these tests.</summary>
internal static class Checkout
{
#if DEBUG
    /// <summary>The build that these tests belong to.</summary>
    public const string Configuration = "Debug";
#else
    /// <summary>The build that these tests belong to.</summary>
    public const string Configuration = "Release";
#endif

    public static string Executable { get; } =
        Repository.PathOf("src", "Sightglass", "bin", Configuration, "net10.0", "sightglass.dll");
}
