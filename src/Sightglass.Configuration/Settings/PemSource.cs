namespace Sightglass.Configuration.Settings;

/// <summary>A certificate or key: the path of a file, or the PEM text itself.</summary>
public sealed record PemSource
{
    private PemSource(string? path, string? pem) => (Path, Pem) = (path, pem);

    /// <summary>The file; null when the text was given.</summary>
    public string? Path { get; }

    /// <summary>The text; null when a file was named.</summary>
    public string? Pem { get; }

    /// <summary>The PEM text, read from the file if one was named.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string Load() => Pem ?? File.ReadAllText(Path!);

    /// <summary>Where it comes from; never the text, which may be a key.</summary>
    public override string ToString() => Path ?? "(PEM text)";

    internal static string? Read(string text, out PemSource? value)
    {
        value = text.Length == 0 ? null
            : text.StartsWith("-----BEGIN ", StringComparison.Ordinal) ? new PemSource(null, text)
            : new PemSource(PathReader.Expand(text), null);
        return null;
    }

    internal static string? ReadItem(string text, out PemSource value)
    {
        var problem = Read(text, out var source);
        value = source!;
        return problem;
    }
}
