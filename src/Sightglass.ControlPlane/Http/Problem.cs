using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Http;

/// <summary>Why something was not done: an expected failure as a value. The API writes it as <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>HTTP status that says the same: 400, 401, 403, 404, 409, 413, 415, 429 or 503.</summary>
    public required int Status { get; init; }

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    /// <summary>What is wrong and what to do, for the caller's eyes.</summary>
    public string? Detail { get; init; }

    /// <summary>Status 400 only: every field that is wrong.</summary>
    public ImmutableArray<InvalidParameter> InvalidParameters { get; init; } = [];

    /// <summary>Seconds after which trying again may help; null when it will not.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static Problem Invalid(ImmutableArray<InvalidParameter> parameters) => new()
    {
        Status = 400,
        Title = "Bad Request",
        Detail = parameters.Length == 1 ? $"{parameters[0].Field}: {parameters[0].Reason}" : $"{parameters.Length} fields are not valid.",
        InvalidParameters = parameters,
    };

    public static Problem BadRequest(string detail) => new() { Status = 400, Title = "Bad Request", Detail = detail };

    public static Problem Forbidden(string detail) => new() { Status = 403, Title = "Forbidden", Detail = detail };

    public static Problem NotFound(string detail) => new() { Status = 404, Title = "Not Found", Detail = detail };

    public static Problem Conflict(string detail) => new() { Status = 409, Title = "Conflict", Detail = detail };

    public static Problem TooMany(string detail, int retryAfterSeconds) =>
        new() { Status = 429, Title = "Too Many Requests", Detail = detail, RetryAfterSeconds = retryAfterSeconds };

    public static Problem Unavailable(string detail) => new() { Status = 503, Title = "Service Unavailable", Detail = detail };
}
