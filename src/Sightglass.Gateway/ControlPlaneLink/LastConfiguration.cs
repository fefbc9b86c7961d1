using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sightglass.Gateway.ControlPlaneLink;

/// <summary>
/// The configuration a node last applied, on disk, so that it serves after a restart while its control plane is away. It may hold
/// credentials: only the owner may read it.
/// </summary>
internal sealed class LastConfiguration(string dataDirectory)
{
    private readonly string _path = Path.Combine(dataDirectory, "config.cache.json");

    /// <summary>Gives what was saved, as the object of <c>hash</c> and <c>config</c> that was saved; null when there is nothing usable.</summary>
    /// <param name="problem">Why a file that exists cannot be used.</param>
    public string? TryRead(out string? problem)
    {
        problem = null;
        try
        {
            var text = File.ReadAllText(_path);
            if (JsonNode.Parse(text) is JsonObject saved && saved["hash"]?.GetValueKind() == JsonValueKind.String && saved["config"] is JsonObject)
            {
                return text;
            }

            problem = $"{_path} is no saved configuration: expected an object with 'hash' and 'config'";
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            problem = e.Message;
            return null;
        }
    }

    /// <summary>Saves it whole: written beside the old one, then put in its place.</summary>
    public async Task SaveAsync(string text, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(dataDirectory);
        var next = _path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var writer = new StreamWriter(next, options))
        {
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        }

        File.Move(next, _path, overwrite: true);
    }
}
