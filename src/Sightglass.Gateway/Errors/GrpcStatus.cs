using System.Globalization;
using System.Text;

namespace Sightglass.Gateway.Errors;

/// <summary>The gRPC status that stands for an HTTP status (gateway.md 6).</summary>
internal static class GrpcStatus
{
    public static int FromHttp(int status) => status switch
    {
        400 => 3,
        401 => 16,
        403 => 7,
        404 => 5,
        409 => 6,
        429 => 8,
        499 => 1,
        500 => 13,
        501 => 12,
        503 => 14,
        504 => 4,
        >= 400 and < 500 => 3,
        >= 500 => 13,
        >= 200 and < 300 => 0,
        _ => 2,
    };

    /// <summary>The name of a status, which stands for a message where there is none.</summary>
    public static string Name(int status) => status switch
    {
        0 => "OK",
        1 => "Canceled",
        3 => "InvalidArgument",
        4 => "DeadlineExceeded",
        5 => "NotFound",
        6 => "AlreadyExists",
        7 => "PermissionDenied",
        8 => "ResourceExhausted",
        12 => "Unimplemented",
        13 => "Internal",
        14 => "Unavailable",
        16 => "Unauthenticated",
        _ => "Unknown",
    };

    /// <summary>A message as it can stand in a header: what cannot is percent-encoded, as gRPC does.</summary>
    public static string Message(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (unit is >= (byte)' ' and <= (byte)'~')
            {
                encoded.Append((char)unit);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
            }
        }

        return encoded.ToString();
    }
}
