namespace Sightglass.Gateway.Node;

/// <summary>The node's id: given, or made on the first start and kept in the prefix, so that a node stays itself over restarts.</summary>
internal static class NodeIdentity
{
    private const string FileName = "kong.id";

    /// <exception cref="IOException">The id cannot be kept.</exception>
    public static Guid Get(string prefix, Guid? given)
    {
        if (given is { } id)
        {
            return id;
        }

        var path = Path.Combine(prefix, FileName);
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path).Trim(), out var kept))
        {
            return kept;
        }

        Directory.CreateDirectory(prefix);
        var made = Guid.NewGuid();
        File.WriteAllText(path, made.ToString());
        return made;
    }
}
