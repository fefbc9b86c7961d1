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
        _ => 0,
    };
}
