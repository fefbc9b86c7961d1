using System.Text.Json;
using System.Text.Json.Serialization;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.Quickstart;

/// <summary>
/// The first login, kept in a file that only its owner may read, so that every start of a quickstart can show it again. A control plane
/// started by itself shows it once and keeps only hashes.
/// </summary>
internal sealed record QuickstartLogin(
    [property: JsonPropertyName("user_name")] string UserName,
    [property: JsonPropertyName("password")] string Password)
{
    private const string Name = "quickstart-login.json";

    /// <summary>Keeps a login that was just made, or gives the one kept before; null when there is none.</summary>
    public static QuickstartLogin? Keep(string dataDirectory, FirstLogin? made)
    {
        var path = Path.Combine(dataDirectory, Name);
        if (made is not null)
        {
            var login = new QuickstartLogin(made.UserName, made.Password);
            PrivateFiles.Write(path, JsonSerializer.SerializeToUtf8Bytes(login, QuickstartJson.Default.QuickstartLogin));
            return login;
        }

        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), QuickstartJson.Default.QuickstartLogin) : null;
    }
}
