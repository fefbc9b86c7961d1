using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Sightglass.Plugins.Bodies;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>Encodings, digests and times of <c>ngx</c>.</summary>
internal static class CodingFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("base64_encode", call => call.Return(Convert.ToBase64String(call.Bytes(1)))),
        new("base64_decode", DecodeBase64),
        new("uri_escape", call => call.Return(Uri.EscapeDataString(call.Text(1)))),
        new("uri_unescape", call => call.Return(Uri.UnescapeDataString(call.Text(1).Replace('+', ' ')))),
        new("args_encode", EncodeArguments),
        new("md5", Md5),
        new("sha1", Sha1),
        new("sha256", call => call.Return(SHA256.HashData(call.Bytes(1)).AsSpan())),
        new("hmac_sha1", HmacSha1),
        new("hmac_sha256", call => call.Return(HMACSHA256.HashData(call.Bytes(1), call.Bytes(2)).AsSpan())),
        new("hex", call => call.Return(Convert.ToHexStringLower(call.Bytes(1)))),
        new("uuid", call => call.Return(Guid.NewGuid().ToString("D"))),
        new("now", call => call.Return(Now(call).ToUnixTimeMilliseconds() / 1000.0)),
        new("time_text", TimeText),
        new("random_seed", call => call.Return((long)RandomNumberGenerator.GetInt32(int.MaxValue))),
        new("memory_used", call => call.Return(call.State.MemoryUsed / 1024.0)),
        new("charge", Charge),
        new("co_enter", EnterCoroutine),
        new("co_leave", LeaveCoroutine),
    ];

    private static DateTimeOffset Now(HostCall call) => (call.Run.Context?.Time ?? call.Run.Program.Services.Time).GetUtcNow();

    private static int DecodeBase64(HostCall call)
    {
        var bytes = new byte[call.Bytes(1).Length];
        return Convert.TryFromBase64String(call.Text(1), bytes, out var length)
            ? call.Return(bytes.AsSpan(0, length))
            : call.Return((string?)null);
    }

    private static int EncodeArguments(HostCall call)
    {
        var pairs = UrlEncodedPairs.Parse("");
        if (call.Value(1) is Dictionary<string, object?> map)
        {
            foreach (var (name, value) in map.OrderBy(item => item.Key, StringComparer.Ordinal))
            {
                foreach (var item in value as List<object?> ?? [value])
                {
                    if (item is true)
                    {
                        pairs.AppendName(name);
                    }
                    else if (item is not false)
                    {
                        pairs.Append(name, Convert.ToString(item, CultureInfo.InvariantCulture) ?? "");
                    }
                }
            }
        }

        return call.Return(pairs.ToString());
    }

    [SuppressMessage("Security", "CA5351", Justification = "Scripts ask for it by name, to check and name things as other systems do.")]
    private static int Md5(HostCall call) => call.Return(Convert.ToHexStringLower(MD5.HashData(call.Bytes(1))));

    [SuppressMessage("Security", "CA5350", Justification = "Scripts ask for it by name, to check and name things as other systems do.")]
    private static int Sha1(HostCall call) => call.Return(SHA1.HashData(call.Bytes(1)).AsSpan());

    [SuppressMessage("Security", "CA5350", Justification = "Scripts ask for it by name, to check signatures of other systems.")]
    private static int HmacSha1(HostCall call) => call.Return(HMACSHA1.HashData(call.Bytes(1), call.Bytes(2)).AsSpan());

    /// <summary><c>time_text(format, seconds or nil)</c>: http, utc or date.</summary>
    private static int TimeText(HostCall call)
    {
        var time = call.IsNil(2)
            ? Now(call)
            : DateTimeOffset.FromUnixTimeMilliseconds((long)(Math.Clamp(call.Number(2), -62_135_596_800, 253_402_300_799) * 1000));
        return call.Return(call.Text(1) switch
        {
            "http" => time.ToString("R", CultureInfo.InvariantCulture),
            "date" => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "iso" => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss+00:00", CultureInfo.InvariantCulture),
            _ => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        });
    }

    private static int Charge(HostCall call)
    {
        call.State.Charge(Math.Max(0, call.Integer(1)));
        return 0;
    }

    private static int EnterCoroutine(HostCall call)
    {
        var thread = Native.LuaNative.ToThread(call.Thread, 1);
        if (thread == 0)
        {
            throw new LuaException("bad argument #1 (coroutine expected)");
        }

        call.State.EnterCoroutine(thread);
        return 0;
    }

    private static int LeaveCoroutine(HostCall call)
    {
        call.State.LeaveCoroutine();
        return 0;
    }
}
