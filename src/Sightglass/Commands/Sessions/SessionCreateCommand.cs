using System.CommandLine;
using System.Text.Json.Nodes;
using Sightglass.Commands.Api;

namespace Sightglass.Commands.Sessions;

/// <summary><c>session create</c>. What is not given is left to the control plane's defaults.</summary>
internal static class SessionCreateCommand
{
    private static readonly Option<string> Name = new("--name") { Description = "What the session is called.", Required = true };
    private static readonly Option<string?> Rule = new("--rule") { Description = "Sampling rule, for example 'http.response.status_code == 503'. Without one every request is taken." };
    private static readonly Option<string[]> Route = new("--route") { Description = "Id or name of a route; may be repeated." };
    private static readonly Option<string[]> Service = new("--service") { Description = "Id or name of a service; may be repeated." };
    private static readonly Option<double?> Rate = new("--rate") { Description = "Part of the matching requests to take, above 0 and at most 1." };
    private static readonly Option<int?> Duration = Arguments.Number("--duration", 10, 1_800, "Seconds until it ends; default 300.");
    private static readonly Option<int?> MaxTraces = Arguments.Number("--max-traces", 1, 1_000, "Traces until it ends; default 200.");
    private static readonly Option<int?> Retention = Arguments.Number("--retention-days", 1, 15, "Days that it is kept; default 7.");
    private static readonly Option<Guid[]> Node = new("--node") { Description = "Id of a node that takes part; may be repeated. Default: all nodes." };
    private static readonly Option<string[]> Label = new("--label") { Description = "key=value; may be repeated." };
    private static readonly Option<bool> Lookback = new("--lookback") { Description = "Take matching requests that have finished already, from nodes that keep them." };
    private static readonly Option<bool> Watch = new("--watch") { Description = "Go on to watch the session until it ends." };

    public static Command Create(ApiOptions options)
    {
        Label.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--label {token.Value}: expected key=value.");
            }
        });
        return new Command("create", "Start a debug session.")
        {
            Name, Rule, Route, Service, Rate, Duration, MaxTraces, Retention, Node, Label, Lookback, Watch,
        }.Runs(options, RunAsync);
    }

    private static async Task<int> RunAsync(OperatorContext context, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(context, cancellationToken);
        var session = await context.Api.SendAsync(HttpMethod.Post, await context.Api.SessionsAsync(cancellationToken), body, cancellationToken);
        if (context.Output.IsJson)
        {
            context.Output.Print(session);
        }
        else
        {
            SessionText.Write(session, context.Output.Text);
        }

        return context.Result.GetValue(Watch)
            ? await SessionWatchCommand.WatchAsync(context, (string)session["id"]!, cancellationToken)
            : ExitCodes.Success;
    }

    private static async Task<JsonObject> BodyAsync(OperatorContext context, CancellationToken cancellationToken)
    {
        var result = context.Result;
        var body = new JsonObject { ["name"] = result.GetValue(Name) };
        Set(body, "duration_seconds", result.GetValue(Duration));
        Set(body, "max_traces", result.GetValue(MaxTraces));
        Set(body, "retention_days", result.GetValue(Retention));
        if (result.GetValue(Lookback))
        {
            body["lookback"] = true;
        }

        if (result.GetValue(Node) is { Length: > 0 } nodes)
        {
            body["data_plane_node_ids"] = new JsonArray([.. nodes.Select(node => (JsonNode)node.ToString())]);
        }

        if (result.GetValue(Label) is { Length: > 0 } labels)
        {
            var pairs = new JsonObject();
            foreach (var label in labels)
            {
                var equals = label.IndexOf('=', StringComparison.Ordinal);
                pairs[label[..equals]] = label[(equals + 1)..];
            }

            body["labels"] = pairs;
        }

        var sampling = new JsonObject();
        Set(sampling, "expression", result.GetValue(Rule));
        Set(sampling, "rate", result.GetValue(Rate));
        Set(sampling, "route_ids", await IdsAsync(context.Api, "routes", result.GetValue(Route), cancellationToken));
        Set(sampling, "service_ids", await IdsAsync(context.Api, "services", result.GetValue(Service), cancellationToken));
        Set(body, "sampling", sampling.Count == 0 ? null : sampling);
        return body;
    }

    /// <summary>Makes ids of names by asking for them; ids are left to the control plane to judge.</summary>
    private static async Task<JsonArray?> IdsAsync(ApiClient api, string collection, string[]? references, CancellationToken cancellationToken)
    {
        var ids = new JsonArray();
        foreach (var reference in references ?? [])
        {
            if (Guid.TryParse(reference, out var id))
            {
                ids.Add(id.ToString());
                continue;
            }

            var path = $"{await api.PlaneAsync(cancellationToken)}/core-entities/{collection}/{Uri.EscapeDataString(reference)}";
            try
            {
                ids.Add((string)(await api.GetAsync(path, cancellationToken))["id"]!);
            }
            catch (CommandFailure failure) when (failure.ExitCode == ExitCodes.Negative)
            {
                throw new CommandFailure($"{collection}: '{reference}' is neither the id nor the name of one", ExitCodes.Negative, failure);
            }
        }

        return ids.Count == 0 ? null : ids;
    }

    private static void Set(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }
}
