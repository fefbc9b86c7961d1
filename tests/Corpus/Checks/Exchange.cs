using System.Text;
using Corpus.Gateways;
using Corpus.Model;
using Corpus.Peers;

namespace Corpus.Checks;

/// <summary>A request that was made, and what came back.</summary>
/// <param name="Response">The final response; null when the connection ended before it did.</param>
/// <param name="Interim">Statuses of the responses before it.</param>
/// <param name="Failure">Why there is no response.</param>
internal sealed record Exchange(Message? Response, IReadOnlyList<int> Interim, string? Failure)
{
    public static async Task<Exchange> MakeAsync(Client client, Step step, Placeholders placeholders)
    {
        var interim = new List<int>();
        var (head, body) = Write(step, placeholders);
        var isHead = head.StartsWith("HEAD ", StringComparison.Ordinal);
        try
        {
            await client.SendAsync(step.AwaitContinue ? head : head + body);
            while (true)
            {
                var response = await client.Wire.ReadResponseAsync(isHead);
                if (response.Status is >= 200 or 101)
                {
                    return new Exchange(response, interim, null);
                }

                interim.Add(response.Status);
                if (step.AwaitContinue && response.Status == 100)
                {
                    await client.SendAsync(body);
                }
            }
        }
        catch (EndOfStreamException exception)
        {
            return new Exchange(null, interim, exception.Message);
        }
    }

    private static (string Head, string Body) Write(Step step, Placeholders placeholders)
    {
        if (step.Raw is not null)
        {
            return (placeholders.Fill(step.Raw), "");
        }

        var body = step.BodySize is { } size ? new string('x', size) : step.Body is { } text ? placeholders.Fill(text) : null;
        var head = new StringBuilder();
        head.Append(Versioned(placeholders.Fill(step.Request!))).Append("\r\n");
        var lines = step.Headers.Select(placeholders.Fill).ToList();
        if (!step.NoHost && !lines.Exists(line => Names(line, "Host")))
        {
            head.Append("Host: corpus.test\r\n");
        }

        foreach (var line in lines)
        {
            head.Append(line).Append("\r\n");
        }

        if (body is not null && !lines.Exists(line => Names(line, "Content-Length") || Names(line, "Transfer-Encoding")))
        {
            head.Append($"Content-Length: {body.Length}\r\n");
        }

        return (head.Append("\r\n").ToString(), body ?? "");
    }

    /// <summary>A request line with its version.</summary>
    public static string Versioned(string line) => line.Contains(" HTTP/", StringComparison.Ordinal) ? line : line + " HTTP/1.1";

    private static bool Names(string line, string header) => line.StartsWith(header + ":", StringComparison.OrdinalIgnoreCase);
}
