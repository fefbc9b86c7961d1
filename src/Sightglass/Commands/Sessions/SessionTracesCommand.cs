using System.CommandLine;
using System.Globalization;
using Sightglass.Commands.Api;
using Sightglass.Commands.Traces;

namespace Sightglass.Commands.Sessions;

/// <summary><c>session traces</c>: the list of what a session recorded.</summary>
internal static class SessionTracesCommand
{
    private static readonly Argument<string> Session = Arguments.Session();
    private static readonly Option<string?> Status = new("--status") { Description = "Only with this status, such as 503 or 5xx." };
    private static readonly Option<string?> Method = new("--method") { Description = "Only with this method." };
    private static readonly Option<string?> Path = new("--path") { Description = "Only with this in the path." };
    private static readonly Option<double?> AtLeast = new("--min-ms") { Description = "Only that took at least as many milliseconds." };
    private static readonly Option<int?> Limit = Arguments.Number("--limit", 1, 1_000, "How many, newest first; default 100.");

    public static Command Create(ApiOptions options) =>
        new Command("traces", "List the traces of a session, newest first.") { Session, Status, Method, Path, AtLeast, Limit }.Runs(options, RunAsync);

    private static async Task<int> RunAsync(OperatorContext context, CancellationToken cancellationToken)
    {
        var result = context.Result;
        var query = $"?page[size]={result.GetValue(Limit) ?? 100}"
            + Filter("filter[status_code][eq]", result.GetValue(Status))
            + Filter("filter[method][eq]", result.GetValue(Method))
            + Filter("filter[path][contains]", result.GetValue(Path))
            + Filter("filter[duration_ms][gte]", result.GetValue(AtLeast)?.ToString(CultureInfo.InvariantCulture));
        var path = $"{await context.Api.SessionsAsync(cancellationToken)}/{result.GetValue(Session)}/traces{query}";
        var answer = await context.Api.GetAsync(path, cancellationToken);
        if (context.Output.IsJson)
        {
            context.Output.Print(answer);
            return ExitCodes.Success;
        }

        var traces = answer["data"]!.AsArray();
        var table = new TextTable("REQUEST", "STARTED", ">STATUS", "METHOD", "PATH", ">DURATION", ">SPANS");
        foreach (var trace in traces)
        {
            table.Add(
                (string?)trace!["request_id"], (string?)trace["started_at"], trace["status_code"]?.ToString(), (string?)trace["method"],
                (string?)trace["path"], TraceLine.Duration(trace), trace["span_count"]?.ToString());
        }

        table.Write(context.Output.Text);
        SessionText.WriteMore(answer, traces.Count, context.Output);
        return ExitCodes.Success;
    }

    private static string Filter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
