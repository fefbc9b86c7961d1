using Corpus.Gateways;
using Corpus.Model;
using Corpus.Peers;

namespace Corpus.Checks;

/// <summary>Compares a response with what is expected of it.</summary>
internal static class ResponseCheck
{
    public static async Task RunAsync(Exchange exchange, Step step, Client client, Placeholders placeholders)
    {
        var expected = step.Response;
        if (expected.Interim is not null)
        {
            Assert.Equal(expected.Interim, exchange.Interim);
        }

        if (expected.Broken)
        {
            Assert.True(exchange.Response is null, $"a whole response came: {exchange.Response}");
            return;
        }

        Assert.True(exchange.Response is not null, exchange.Failure);
        Check(exchange.Response, step, placeholders);
        if (step.Then is { } then)
        {
            await client.SendAsync(then);
        }

        if (expected.Echoed is { } echoed)
        {
            Assert.Equal(echoed, await client.Wire.ReadAsync(echoed.Length));
        }

        if (expected.Closed is { } closed)
        {
            Assert.True(closed == await client.Wire.IsClosedAsync(), closed ? "the connection was kept open" : "the connection was closed");
        }
    }

    private static void Check(Message response, Step step, Placeholders placeholders)
    {
        var expected = step.Response;
        if (step.Status is { } status)
        {
            Assert.True(status == response.Status, $"expected status {status}, got:\n{response.Head}\n\n{response.Body}");
        }

        if (expected.Line is { } line)
        {
            Assert.Equal(line, response.StartLine);
        }

        MessageCheck.Headers(response, expected.Headers, expected.Names, placeholders);
        MessageCheck.Body(response, expected.Body, expected.Json, expected.Length, expected.Trailers, placeholders);
        if (expected.Matches is { } pattern)
        {
            Assert.Matches(placeholders.Fill(pattern), response.Body);
        }
    }
}
