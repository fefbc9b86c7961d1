using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Sightglass.Plugins.Lua.Values;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>Encodings and digests of <c>ngx</c> and of the modules around it.</summary>
internal static class CodingFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("base64_encode", EncodeBase64),
        new("base64_decode", call => DecodeBase64(call, call.Bytes(1))),
        new("base64url_encode", call => call.Return(Base64UrlText(call.Bytes(1)))),
        new("base64url_decode", DecodeBase64Url),
        new("uri_escape", call => call.Return(UriCoding.Escape(call.Bytes(1), !call.IsNil(2) && call.Integer(2) == 0).AsSpan())),
        new("uri_unescape", call => call.Return(UriCoding.Unescape(call.Bytes(1)).AsSpan())),
        new("args_encode", EncodeArguments),
        new("md5", Md5),
        new("sha1", Sha1),
        new("sha224_256_384_512", Sha2),
        new("hmac", Hmac),
        new("crc32", call => call.Return((long)Crc32(call.Bytes(1)))),
        new("hex", call => call.Return(Convert.ToHexStringLower(call.Bytes(1)))),
        new("environment", call => call.Return(call.Run.Program.Host.Policy.ShowsProcess ? Environment.GetEnvironmentVariable(call.Text(1)) : null)),
        new("uuid", call => call.Return(Guid.NewGuid().ToString("D"))),
        new("random_bytes", call => call.Return(RandomNumberGenerator.GetBytes((int)Math.Clamp(call.Integer(1), 0, 65_536)).AsSpan())),
    ];

    private static int EncodeArguments(HostCall call)
    {
        try
        {
            return call.Return(UriCoding.EncodeArguments(call.Value(1)));
        }
        catch (LuaValueException e)
        {
            throw new LuaException($"attempt to use {e.Type} as query arg {(e.IsKey ? "key" : "value")}");
        }
    }

    /// <summary><c>base64_encode(bytes, without padding)</c>.</summary>
    private static int EncodeBase64(HostCall call)
    {
        var text = Convert.ToBase64String(call.Bytes(1));
        return call.Return(call.Flag(2) ? text.TrimEnd('=') : text);
    }

    /// <summary>Padding may be missing.</summary>
    private static int DecodeBase64(HostCall call, ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd((byte)'=');
        var padded = new char[(text.Length + 3) / 4 * 4];
        padded.AsSpan().Fill('=');
        for (var i = 0; i < text.Length; i++)
        {
            // The framework would skip white space.
            if (text[i] <= ' ')
            {
                return call.Return((string?)null);
            }

            padded[i] = (char)text[i];
        }

        var bytes = new byte[padded.Length];
        return text.Length % 4 != 1 && Convert.TryFromBase64Chars(padded, bytes, out var length)
            ? call.Return(bytes.AsSpan(0, length))
            : call.Return((string?)null);
    }

    private static int DecodeBase64Url(HostCall call)
    {
        var text = call.Bytes(1).ToArray();
        text.AsSpan().Replace((byte)'-', (byte)'+');
        text.AsSpan().Replace((byte)'_', (byte)'/');
        return DecodeBase64(call, text);
    }

    /// <summary>CRC-32 with the polynomial of Ethernet and ZIP.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ (0xEDB8_8320 & (uint)-(int)(sum & 1));
            }
        }

        return ~sum;
    }

    private static string Base64UrlText(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    [SuppressMessage("Security", "CA5351", Justification = "Scripts ask for it by name, to check and name things as other systems do.")]
    private static int Md5(HostCall call) => call.Return(MD5.HashData(call.Bytes(1)).AsSpan());

    [SuppressMessage("Security", "CA5350", Justification = "Scripts ask for it by name, to check and name things as other systems do.")]
    private static int Sha1(HostCall call) => call.Return(SHA1.HashData(call.Bytes(1)).AsSpan());

    /// <summary><c>(bits, bytes)</c>.</summary>
    private static int Sha2(HostCall call) => call.Integer(1) switch
    {
        256 => call.Return(SHA256.HashData(call.Bytes(2)).AsSpan()),
        384 => call.Return(SHA384.HashData(call.Bytes(2)).AsSpan()),
        512 => call.Return(SHA512.HashData(call.Bytes(2)).AsSpan()),
        _ => throw new LuaException("unknown digest"),
    };

    /// <summary><c>hmac(digest, key, bytes)</c>.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "Scripts ask for it by name, to check signatures of other systems.")]
    [SuppressMessage("Security", "CA5351", Justification = "Scripts ask for it by name, to check signatures of other systems.")]
    private static int Hmac(HostCall call) => call.Text(1) switch
    {
        "md5" => call.Return(HMACMD5.HashData(call.Bytes(2), call.Bytes(3)).AsSpan()),
        "sha1" => call.Return(HMACSHA1.HashData(call.Bytes(2), call.Bytes(3)).AsSpan()),
        "sha256" => call.Return(HMACSHA256.HashData(call.Bytes(2), call.Bytes(3)).AsSpan()),
        "sha384" => call.Return(HMACSHA384.HashData(call.Bytes(2), call.Bytes(3)).AsSpan()),
        "sha512" => call.Return(HMACSHA512.HashData(call.Bytes(2), call.Bytes(3)).AsSpan()),
        var other => throw new LuaException($"unknown digest '{other}'"),
    };
}
