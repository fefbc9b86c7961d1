using System.Text.Json;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>What a claim has to hold: one of the entries; an entry of several words needs all of them.</summary>
internal sealed class ClaimRequirement(string[] path, string[] required)
{
    private readonly string[][] _alternatives =
        Array.ConvertAll(required, entry => entry.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public bool IsMet(JsonElement claims)
    {
        if (_alternatives.Length == 0)
        {
            return true;
        }

        var present = ClaimPath.Texts(claims, path);
        foreach (var alternative in _alternatives)
        {
            if (Array.TrueForAll(alternative, present.Contains))
            {
                return true;
            }
        }

        return false;
    }
}
