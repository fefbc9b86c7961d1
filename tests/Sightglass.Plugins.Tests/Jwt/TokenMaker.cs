using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sightglass.Plugins.Tests.Jwt;

/// <summary>Makes signed tokens.</summary>
internal static class TokenMaker
{
    public static string Make(string header, string claims, Func<byte[], byte[]> sign)
    {
        var input = $"{Encode(header)}.{Encode(claims)}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public static string Hs256(string claims, string secret, string header = """{"alg":"HS256","typ":"JWT"}""") =>
        Make(header, claims, data => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), data));

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
