using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Vaults;

/// <summary>A text that stands for a secret: <c>{vault://env/my-secret}</c>, or <c>{vault://env/my-secret/key}</c> for a member of a JSON secret.</summary>
/// <param name="Vault">The prefix of a vault, or <c>env</c>.</param>
/// <param name="Secret">The secret's name.</param>
/// <param name="Key">The member of it; null for the whole.</param>
public readonly record struct VaultReference(string Vault, string Secret, string? Key)
{
    /// <summary>The vault that is always there: the environment of the process.</summary>
    public const string Environment = "env";

    private const string Start = "{vault://";

    /// <summary>The secret among variables of an environment; null when it is not there.</summary>
    /// <param name="prefix">What goes before the secret's name.</param>
    /// <param name="variable">Reads a variable.</param>
    public string? Find(string prefix, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var value = variable((prefix + Secret).Replace('-', '_').ToUpperInvariant());
        return Key is null || value is null ? value : Member(value, Key);
    }

    private static string? Member(string json, string key)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject secret && secret[key] is JsonValue member ? member.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a text is a reference.</summary>
    public static bool Is(string text) => text.StartsWith(Start, StringComparison.Ordinal) && text.EndsWith('}');

    /// <summary>Reads a reference; false when the text is none, or names no secret.</summary>
    public static bool TryParse(string text, out VaultReference reference)
    {
        reference = default;
        if (!Is(text))
        {
            return false;
        }

        var path = text[Start.Length..^1];
        var query = path.AsSpan().IndexOfAny('?', '#');
        switch ((query < 0 ? path : path[..query]).Split('/'))
        {
            case [{ Length: > 0 } vault, { Length: > 0 } secret]:
                reference = new VaultReference(vault, secret, null);
                return true;
            case [{ Length: > 0 } vault, { Length: > 0 } secret, { Length: > 0 } key]:
                reference = new VaultReference(vault, secret, key);
                return true;
            default:
                return false;
        }
    }
}
