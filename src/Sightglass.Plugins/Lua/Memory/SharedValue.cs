namespace Sightglass.Plugins.Lua.Memory;

/// <summary>What a key of a shared dictionary stands for.</summary>
/// <param name="Content">bytes, a long, a double, a bool, or a list of bytes and numbers.</param>
/// <param name="Flags">A number that the script keeps with it.</param>
internal readonly record struct SharedValue(object Content, long Flags)
{
    // An object, and its place in a list.
    private const int Overhead = 72;

    /// <summary>Bytes that it takes, about.</summary>
    public long Size => SizeOf(Content);

    public static long SizeOf(object content) => content switch
    {
        byte[] bytes => Overhead + bytes.Length,
        LinkedList<object> list => Overhead + list.Sum(SizeOf),
        _ => Overhead,
    };
}
