using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Sightglass.Web.StaticAssets;

/// <summary>
/// Everything the browser loads besides pages, read once from the assembly. All style sheets become one file. Every address carries
/// one fingerprint of the whole, so files may be cached for ever and may refer to each other by relative paths.
/// </summary>
internal sealed class AssetCatalog
{
    /// <summary>The one style sheet's path.</summary>
    public const string StyleSheet = "sightglass.css";

    private const string Root = "Assets/";
    private const string StyleSheets = "css/";

    private readonly FrozenDictionary<string, Asset> _assets;

    public AssetCatalog()
    {
        var files = Read();
        var css = files.Where(f => f.Path.StartsWith(StyleSheets, StringComparison.Ordinal)).ToList();
        var rest = files.Where(f => !f.Path.StartsWith(StyleSheets, StringComparison.Ordinal));

        _assets = rest.Append((StyleSheet, Join(css)))
            .ToFrozenDictionary(f => f.Item1, f => Build(f.Item1, f.Item2), StringComparer.Ordinal);
        Fingerprint = Hash(_assets.Values);
    }

    /// <summary>Identifies the content of all assets together: 16 lower-case hex digits.</summary>
    public string Fingerprint { get; }

    public IReadOnlyCollection<string> Paths => _assets.Keys;

    /// <summary>The address of an asset, to be written into a page.</summary>
    /// <exception cref="ArgumentException">There is no such asset.</exception>
    public string Href(string path) => _assets.ContainsKey(path)
        ? $"{AssetEndpoints.Prefix}/{Fingerprint}/{path}"
        : throw new ArgumentException($"There is no asset '{path}'; known are {string.Join(", ", _assets.Keys.Order(StringComparer.Ordinal))}.", nameof(path));

    public Asset? Find(string path) => _assets.GetValueOrDefault(path);

    private static List<(string Path, byte[] Content)> Read()
    {
        var assembly = typeof(AssetCatalog).Assembly;
        var files = new List<(string, byte[])>();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            // The build writes the separator of the system it ran on.
            var path = name.Replace('\\', '/');
            if (!path.StartsWith(Root, StringComparison.Ordinal))
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            files.Add((path[Root.Length..], content));
        }

        return files;
    }

    private static byte[] Join(List<(string Path, byte[] Content)> styleSheets)
    {
        var joined = new StringBuilder();
        foreach (var (_, content) in styleSheets)
        {
            joined.Append(Encoding.UTF8.GetString(content)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(joined.ToString());
    }

    private static Asset Build(string path, byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var brotli = new BrotliStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        {
            brotli.Write(content);
        }

        return new Asset(path, ContentType(path), content, buffer.Length < content.Length ? buffer.ToArray() : null);
    }

    private static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The asset '{path}' has the extension '{other}', whose media type is not known."),
    };

    private static string Hash(IEnumerable<Asset> assets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var asset in assets.OrderBy(a => a.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(asset.Path));
            hash.AppendData(asset.Content.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
