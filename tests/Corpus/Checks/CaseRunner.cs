using System.Diagnostics;
using Corpus.Gateways;
using Corpus.Model;
using Corpus.Peers;

namespace Corpus.Checks;

/// <summary>Makes the steps of a case and compares what comes of them with what must.</summary>
internal static class CaseRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(GatewayUnderTest gateway, Case item)
    {
        Client? connection = null;
        try
        {
            foreach (var step in item.Steps ?? [item])
            {
                if (!step.SameConnection)
                {
                    connection?.Dispose();
                    connection = null;
                }

                connection = await RunStepAsync(gateway, step, connection);
            }
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private static async Task<Client> RunStepAsync(GatewayUnderTest gateway, Step step, Client? connection)
    {
        foreach (var (name, behaviour) in step.Become ?? [])
        {
            gateway.Upstream(name).Behaviour = behaviour;
        }

        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await MakeAsync(gateway, step, connection);
            }
            catch (Exception) when (step.Eventually && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(20);
            }
        }
    }

    private static async Task AwaitAsync(Action check)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                check();
                return;
            }
            catch (Exception) when (Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(20);
            }
        }
    }

    private static async Task<Client> MakeAsync(GatewayUnderTest gateway, Step step, Client? connection)
    {
        gateway.Log.Begin(step.Replies);
        var answers = new HashSet<string>();
        for (var time = 1; time <= step.Repeat; time++)
        {
            gateway.Placeholders["n"] = time.ToString();
            if (time > 1)
            {
                connection?.Dispose();
                connection = null;
            }

            connection ??= await Client.ConnectAsync(step.Tls is null ? gateway.Plain : gateway.Secure, step.Tls);
            try
            {
                var exchange = await Exchange.MakeAsync(connection, step, gateway.Placeholders);
                gateway.Placeholders["request_id"] = exchange.Response?["X-Kong-Request-Id"] is [var id] ? id : "(none)";
                answers.Add(exchange.Response?.Body ?? "");
                await ResponseCheck.RunAsync(exchange, step, connection, gateway.Placeholders);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }

        UpstreamCheck.Run(gateway.Log.Seen, step, gateway.Placeholders);
        Counts.Check("answers", step.Answered, answers.Count);
        if (step.Told is { } told)
        {
            await AwaitAsync(() => UpstreamCheck.RunTold(gateway.Log.Seen, told, gateway.Placeholders));
        }

        return connection!;
    }
}
