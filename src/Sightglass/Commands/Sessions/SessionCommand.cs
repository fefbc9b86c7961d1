using System.CommandLine;
using System.Text.Json.Nodes;
using Sightglass.Commands.Api;

namespace Sightglass.Commands.Sessions;

/// <summary><c>sightglass session …</c>: debug sessions from a terminal, over the control plane's API.</summary>
internal static class SessionCommand
{
    public static Command Create()
    {
        var options = new ApiOptions();
        var command = new Command("session", "Start, watch and end debug sessions of a control plane.")
        {
            SessionCreateCommand.Create(options),
            CreateList(options),
            CreateShow(options),
            CreateStop(options),
            CreateDelete(options),
            SessionWatchCommand.Create(options),
            SessionTracesCommand.Create(options),
        };
        options.AddTo(command);
        return command;
    }

    private static Command CreateList(ApiOptions options)
    {
        var state = new Option<string?>("--state") { Description = "Only sessions in this state." };
        state.AcceptOnlyFromAmong("pending", "in_progress", "completed", "timed_out", "cancelled", "failed");
        var name = new Option<string?>("--name") { Description = "Only sessions with this in their name." };
        var limit = Arguments.Number("--limit", 1, 100, "How many, newest first; default 25.");
        return new Command("list", "List sessions, newest first.") { state, name, limit }.Runs(options, async (context, cancellationToken) =>
        {
            var query = $"?page[size]={context.Result.GetValue(limit) ?? 25}";
            query += context.Result.GetValue(state) is { } wanted ? $"&filter[state][eq]={wanted}" : "";
            query += context.Result.GetValue(name) is { } part ? $"&filter[name][contains]={Uri.EscapeDataString(part)}" : "";
            var answer = await context.Api.GetAsync(await context.Api.SessionsAsync(cancellationToken) + query, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.Print(answer);
                return ExitCodes.Success;
            }

            var table = new TextTable("ID", "NAME", "STATE", ">TRACES", ">DROPPED", "CREATED", "BY");
            var sessions = answer["data"]!.AsArray();
            foreach (var session in sessions)
            {
                table.Add(
                    (string?)session!["id"], (string?)session["name"], SessionText.State(session), session["trace_count"]?.ToString(),
                    session["dropped_count"]?.ToString(), (string?)session["created_at"], (string?)session["created_by"]);
            }

            table.Write(context.Output.Text);
            SessionText.WriteMore(answer, sessions.Count, context.Output);
            return ExitCodes.Success;
        });
    }

    private static Command CreateShow(ApiOptions options)
    {
        var session = Arguments.Session();
        return new Command("show", "Show a session and the part each node has in it.") { session }.Runs(options, async (context, cancellationToken) =>
        {
            var path = $"{await context.Api.SessionsAsync(cancellationToken)}/{context.Result.GetValue(session)}";
            return Show(await context.Api.GetAsync(path, cancellationToken), context.Output);
        });
    }

    private static Command CreateStop(ApiOptions options)
    {
        var session = Arguments.Session();
        return new Command("stop", "Stop a session; what it recorded stays.") { session }.Runs(options, async (context, cancellationToken) =>
        {
            var path = $"{await context.Api.SessionsAsync(cancellationToken)}/{context.Result.GetValue(session)}/stop";
            return Show(await context.Api.SendAsync(HttpMethod.Post, path, null, cancellationToken), context.Output);
        });
    }

    private static Command CreateDelete(ApiOptions options)
    {
        var session = Arguments.Session();
        var force = new Option<bool>("--force") { Description = "Also when it runs: it is stopped first." };
        return new Command("delete", "Delete a session and all it recorded.") { session, force }.Runs(options, async (context, cancellationToken) =>
        {
            var path = $"{await context.Api.SessionsAsync(cancellationToken)}/{context.Result.GetValue(session)}";
            await context.Api.SendAsync(HttpMethod.Delete, context.Result.GetValue(force) ? path + "?force=true" : path, null, cancellationToken);
            context.Output.Text.WriteLine($"Session {context.Result.GetValue(session)} is deleted.");
            return ExitCodes.Success;
        });
    }

    private static int Show(JsonNode session, CommandOutput output)
    {
        if (output.IsJson)
        {
            output.Print(session);
        }
        else
        {
            SessionText.Write(session, output.Text);
        }

        return ExitCodes.Success;
    }
}
