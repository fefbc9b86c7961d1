using System.CommandLine;
using System.Text.Json.Nodes;
using Sightglass.Commands.Api;
using Sightglass.Commands.Traces;
using Sightglass.Tracing.Analysis;

namespace Sightglass.Commands.Sessions;

/// <summary><c>session watch</c>: what happens in a session, as it happens, until it ends.</summary>
internal static class SessionWatchCommand
{
    public static Command Create(ApiOptions options)
    {
        var session = Arguments.Session();
        return new Command("watch", "Follow a session until it ends: a line for each trace and each change.") { session }
            .Runs(options, (context, cancellationToken) => WatchAsync(context, context.Result.GetValue(session)!, cancellationToken));
    }

    /// <summary>Follows a session to its end; interrupting it is no failure, the session goes on.</summary>
    public static async Task<int> WatchAsync(OperatorContext context, string session, CancellationToken cancellationToken)
    {
        var events = new SessionEvents(context.Api, context.Output, TimeProvider.System);
        try
        {
            await foreach (var (id, type, data) in events.ReadAsync(session, cancellationToken))
            {
                if (context.Output.IsJson)
                {
                    context.Output.Print(new JsonObject { ["id"] = id, ["event"] = type, ["data"] = data });
                }
                else
                {
                    context.Output.Text.WriteLine(TerminalText.Of(Line(type, data)));
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Output.Warn($"no longer watching; the session goes on, 'sightglass session stop {session}' ends it");
        }

        return ExitCodes.Success;
    }

    private static string Line(string type, JsonNode data) => type switch
    {
        "trace" => $"trace    {TraceLine.Of(data)}",
        "session" => $"session  {SessionText.State(data)}, {data["trace_count"]} traces, {data["dropped_count"]} not kept",
        "node" => $"node     {(string?)data["id"]} {(string?)data["state"]}{((string?)data["detail"] is { } detail ? $": {detail}" : "")}",
        "end" => $"end      {(string?)data["end_reason"]}",
        _ => $"{type,-8} {data.ToJsonString()}",
    };
}
