namespace Sightglass.Gateway.Errors;

/// <summary>The field's words for what went wrong (gateway.md 6).</summary>
internal static class GatewayMessages
{
    public const string NoRoute = "no Route matched with those values";
    public const string UseHttps = "Please use HTTPS protocol";
    public const string UseHttp2 = "Please use HTTP2 protocol";
    public const string NotGrpc = "Non-gRPC request matched gRPC route";
    public const string GrpcOverPlainText = "gRPC request matched gRPCs route";
    public const string NoService = "no Service found with those values";
    public const string NameResolutionFailed = "name resolution failed";
    public const string NoPeer = "failure to get a peer from the ring-balancer";
    public const string Unexpected = "An unexpected error occurred";
    public const string InvalidResponse = "An invalid response was received from the upstream server";
    public const string Unavailable = "The upstream server is currently unavailable";
    public const string TimingOut = "The upstream server is timing out";
    public const string PayloadTooLarge = "Payload too large";

    /// <summary>What the HTTP layer says about a status it refuses a request with.</summary>
    public static string ForHttpLayer(int status) => status switch
    {
        400 => "Bad request",
        404 => "Not found",
        405 => "Method not allowed",
        408 => "Request timeout",
        411 => "Length required",
        412 => "Precondition failed",
        413 => PayloadTooLarge,
        414 => "URI too long",
        417 => "Expectation failed",
        431 or 494 => "Request header or cookie too large",
        500 => Unexpected,
        502 => InvalidResponse,
        503 => Unavailable,
        504 => TimingOut,
        _ => $"The upstream server responded with {status}",
    };
}
