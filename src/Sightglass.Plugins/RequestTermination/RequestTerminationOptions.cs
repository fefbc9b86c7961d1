namespace Sightglass.Plugins.RequestTermination;

internal sealed record RequestTerminationOptions(
    int StatusCode,
    string? Message,
    string? ContentType,
    string? Body,
    bool Echo,
    string? Trigger)
{
    /// <summary>The message that is sent: the configured one, else what the status says; null for none.</summary>
    public string? EffectiveMessage => Message ?? StatusCode switch
    {
        401 => "Unauthorized",
        404 => "Not found",
        405 => "Method not allowed",
        500 => "An unexpected error occurred",
        502 => "Bad Gateway",
        503 => "Service unavailable",
        _ => null,
    };
}
