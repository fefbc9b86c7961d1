using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Plugins.Tokens;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Jwt;

/// <summary>The registered claims that have to hold.</summary>
internal sealed class ClaimChecks(JwtOptions options)
{
    /// <summary>The body of the refusal, naming each claim that does not hold; null when all do.</summary>
    public byte[]? Problems(JsonWebToken token, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var problems = new JsonObject();
        if (options.VerifyExp)
        {
            Add(problems, "exp", token.NumericClaim("exp") is { } exp ? exp <= seconds ? "token expired" : null : "must be a number");
        }

        if (options.VerifyNbf)
        {
            Add(problems, "nbf", token.NumericClaim("nbf") is { } nbf ? nbf > seconds ? "token not valid yet" : null : "must be a number");
        }

        if (problems.Count == 0
            && options.MaximumExpiration > 0
            && (token.NumericClaim("exp") is not { } end || end - seconds > options.MaximumExpiration))
        {
            Add(problems, "exp", "exceeds maximum allowed expiration");
        }

        return problems.Count == 0 ? null : Encoding.UTF8.GetBytes(problems.ToJsonString(PluginJson.Options));
    }

    private static void Add(JsonObject problems, string claim, string? problem)
    {
        if (problem is not null)
        {
            problems[claim] = problem;
        }
    }
}
