using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.HmacAuth;

/// <summary>A signature as a client sends it (draft-cavage-http-signatures in the form that the field gave it).</summary>
/// <param name="Username">Whose secret signed.</param>
/// <param name="Algorithm">The algorithm, for example <c>hmac-sha256</c>.</param>
/// <param name="Headers">What was signed, in order: names of headers, <c>@request-target</c> and <c>request-line</c>.</param>
/// <param name="Value">The signature in base64.</param>
internal sealed partial record HmacSignature(string Username, string Algorithm, string[] Headers, string Value)
{
    public static readonly ImmutableArray<string> Algorithms = ["hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512"];

    /// <summary>Reads the value of an <c>Authorization</c> header.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out HmacSignature? signature)
    {
        var match = text is null ? Match.Empty : Form().Match(text);
        signature = match.Success
            ? new HmacSignature(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.Split(' '), match.Groups[4].Value)
            : null;
        return match.Success;
    }

    /// <summary>Whether the secret, over this request, gives the signature.</summary>
    public bool Matches(PluginContext context, string secret)
    {
        var value = new byte[Value.Length];
        if (!Convert.TryFromBase64String(Value, value, out var length))
        {
            return false;
        }

        var key = Encoding.UTF8.GetBytes(secret);
        var data = Encoding.Latin1.GetBytes(Text(context));
        var made = Algorithm switch
        {
            "hmac-sha256" => HMACSHA256.HashData(key, data),
            "hmac-sha384" => HMACSHA384.HashData(key, data),
            "hmac-sha512" => HMACSHA512.HashData(key, data),

            // Weak where collisions count, which is not so here, and what older clients sign with. It can be taken out of the algorithms.
#pragma warning disable CA5350
            _ => HMACSHA1.HashData(key, data),
#pragma warning restore CA5350
        };
        return CryptographicOperations.FixedTimeEquals(made, value.AsSpan(0, length));
    }

    /// <summary>What was signed. Header values are characters for bytes, as the server has them.</summary>
    private string Text(PluginContext context)
    {
        var text = new StringBuilder();
        var request = context.ServiceRequest;
        foreach (var name in Headers)
        {
            if (text.Length > 0)
            {
                text.Append('\n');
            }

            if (context.CurrentHeader(name) is [{ } value, ..])
            {
                text.Append(name).Append(": ").Append(value);
            }
            else if (name == "@request-target")
            {
                text.Append(name).Append(": ").Append(request.Method.ToLowerInvariant()).Append(' ').Append(context.Request.RawTarget);
            }
            else if (name == "request-line")
            {
                var version = double.Parse(context.Request.HttpVersion, CultureInfo.InvariantCulture);
                text.Append(CultureInfo.InvariantCulture, $"{request.Method} {context.Request.RawTarget} HTTP/{version:F1}");
            }
            else
            {
                text.Append(name).Append(':');
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\s*[Hh]mac\s*username=""(.+)"",\s*algorithm=""(.+)"",\s*headers=""(.+)"",\s*signature=""(.+)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Form();
}
