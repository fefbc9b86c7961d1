using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sightglass.ControlPlane.Http;

/// <summary>Reads a request's JSON object.</summary>
internal static class RequestBody
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The object; or 415 for another content type, 413 over 1 MiB, 400 when it is no JSON object.</summary>
    public static async Task<Result<JsonElement>> ReadObjectAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            return new Problem { Status = 415, Title = "Unsupported Media Type", Detail = "Send the body as application/json." };
        }

        if (await BoundedReader.ReadAsync(request.Body, MaxBytes, request.HttpContext.RequestAborted) is not { } bytes)
        {
            return new Problem { Status = 413, Title = "Content Too Large", Detail = $"The body may have at most {MaxBytes} bytes." };
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : Problem.BadRequest("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            return Problem.BadRequest($"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {FirstSentence(e.Message)}");
        }
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
