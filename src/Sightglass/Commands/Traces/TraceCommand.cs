using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Commands.Api;
using Sightglass.Tracing.Analysis;
using Sightglass.Tracing.Json;
using Sightglass.Tracing.Verify;

namespace Sightglass.Commands.Traces;

/// <summary><c>sightglass trace …</c>: traces of a session or of a file.</summary>
internal static class TraceCommand
{
    public static Command Create()
    {
        var options = new ApiOptions();
        var command = new Command("trace", "Read, check and fetch traces.")
        {
            CreateShow(options),
            CreateVerify(options),
            TraceDownloadCommand.Create(options),
        };
        options.AddTo(command);
        return command;
    }

    private static Command CreateShow(ApiOptions options)
    {
        var (source, request) = (Source(), Request());
        return new Command("show", "Print traces as waterfalls: every step with its times, and who was waited for.") { source, request }
            .Runs(options, async (context, cancellationToken) =>
            {
                var file = await TraceSource.ReadAsync(context, context.Result.GetValue(source)!, context.Result.GetValue(request), cancellationToken);
                foreach (var (trace, index) in file.Traces.Select((envelope, index) => (envelope.Trace, index)))
                {
                    if (context.Output.IsJson)
                    {
                        context.Output.Print(JsonSerializer.Serialize(TraceDocument.From(trace), TraceJson.Default.TraceDocument));
                        continue;
                    }

                    if (index > 0)
                    {
                        context.Output.Text.WriteLine();
                    }

                    WaterfallText.Write(trace, context.Output.Text);
                }

                return ExitCodes.Success;
            });
    }

    private static Command CreateVerify(ApiOptions options)
    {
        var (source, request) = (Source(), Request());
        return new Command("verify", "Say everything that is wrong with traces: structure, times, attributes, sums.") { source, request }
            .Runs(options, async (context, cancellationToken) =>
            {
                var file = await TraceSource.ReadAsync(context, context.Result.GetValue(source)!, context.Result.GetValue(request), cancellationToken);
                var report = TraceFileReport.Of(file);
                report.Write(context.Output.Text);
                if (context.Output.IsJson)
                {
                    context.Output.Print(Json(report));
                }

                return report.IsGood ? ExitCodes.Success : ExitCodes.Negative;
            });
    }

    private static JsonObject Json(TraceFileReport report) => new()
    {
        ["good"] = report.IsGood,
        ["violations"] = Json(report.Message),
        ["traces"] = new JsonArray(
        [
            .. report.Traces.Select(found => new JsonObject
            {
                ["request_id"] = found.Trace.RequestId,
                ["span_count"] = found.Trace.Spans.Length,
                ["violations"] = Json(found.Violations),
            }),
        ]),
    };

    private static JsonArray Json(IEnumerable<TraceViolation> violations) => new(
    [
        .. violations.Select(violation => new JsonObject
        {
            ["rule"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(violation.Rule.ToString()),
            ["message"] = violation.Message,
            ["span_name"] = violation.SpanName,
            ["span_id"] = violation.SpanId,
        }),
    ]);

    private static Argument<string> Source() => new("source") { Description = "A session's id, or a file: OTLP/JSON, a trace of the API, an exported .zip." };

    private static Argument<string?> Request() => new("request")
    {
        Description = "The request's id; without one, every trace there is.",
        Arity = ArgumentArity.ZeroOrOne,
    };
}
