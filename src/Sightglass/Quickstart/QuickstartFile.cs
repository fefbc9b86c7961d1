using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sightglass.Quickstart;

/// <summary>
/// <c>quickstart.json</c> in the data directory: where a running quickstart is reached, for scripts. It holds the token, so only the owner
/// may read it; it is removed when the quickstart stops.
/// </summary>
internal sealed record QuickstartFile
{
    public const string Name = "quickstart.json";

    [JsonPropertyName("ui_url")]
    public required string UiUrl { get; init; }

    [JsonPropertyName("api_url")]
    public required string ApiUrl { get; init; }

    [JsonPropertyName("proxy_url")]
    public required string ProxyUrl { get; init; }

    [JsonPropertyName("status_url")]
    public required string StatusUrl { get; init; }

    [JsonPropertyName("token")]
    public required string Token { get; init; }

    [JsonPropertyName("control_plane_id")]
    public required string ControlPlaneId { get; init; }

    /// <summary>Writes it whole or not at all.</summary>
    public async Task WriteAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataDirectory, Name);
        var next = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new FileStream(next, options))
        {
            await JsonSerializer.SerializeAsync(file, this, QuickstartJson.Default.QuickstartFile, cancellationToken);
        }

        File.Move(next, path, overwrite: true);
    }

    public static void Remove(string dataDirectory) => File.Delete(Path.Combine(dataDirectory, Name));
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(QuickstartFile))]
internal sealed partial class QuickstartJson : JsonSerializerContext;
