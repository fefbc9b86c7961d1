using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sightglass.Quickstart;

/// <summary>
/// <c>quickstart.json</c> in the data directory: where a running quickstart is reached, for scripts. It holds the token, so only the owner
/// may read it; it is there only while the quickstart runs.
/// </summary>
internal sealed record QuickstartFile
{
    private const string Name = "quickstart.json";

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

    /// <summary>The gateway's process, for measuring.</summary>
    [JsonPropertyName("gateway_pid")]
    public required int GatewayPid { get; init; }

    public void Write(string dataDirectory) =>
        PrivateFiles.Write(Path.Combine(dataDirectory, Name), JsonSerializer.SerializeToUtf8Bytes(this, QuickstartJson.Default.QuickstartFile));

    /// <summary>Reads the file of a running quickstart; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="JsonException">It is not such a file.</exception>
    public static QuickstartFile? Read(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, Name);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), QuickstartJson.Default.QuickstartFile) : null;
    }

    public static void Remove(string dataDirectory)
    {
        if (Directory.Exists(dataDirectory))
        {
            File.Delete(Path.Combine(dataDirectory, Name));
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(QuickstartFile))]
[JsonSerializable(typeof(QuickstartLogin))]
internal sealed partial class QuickstartJson : JsonSerializerContext;
