using System.Globalization;
using Sightglass.Tracing.Json;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Analysis;

/// <summary>A trace as text: what the request was, how its time divides, and the waterfall as an indented tree.</summary>
public static class WaterfallText
{
    private const int BarWidth = 32;

    /// <summary>Writes a trace for a reader at a terminal.</summary>
    public static void Write(Trace trace, TextWriter output)
    {
        var item = TraceItem.From(trace);
        output.WriteLine($"Request {TerminalText.Of(trace.RequestId)}");
        output.WriteLine($"  {TerminalText.Of(item.Method ?? "?")} {TerminalText.Of(item.Path ?? "?")} -> {item.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "no status"}");
        output.WriteLine($"  started {item.StartedAt}, trace {item.TraceId}, node {TerminalText.Of(trace.NodeId)}");
        output.WriteLine();
        WriteLatency(trace.Latency, output);
        output.WriteLine();
        WriteRows(trace, output);
        if (trace.DroppedSpans > 0)
        {
            output.WriteLine($"{trace.DroppedSpans} more spans did not fit the recorder's bound.");
        }
    }

    private static void WriteLatency(LatencyBreakdown latency, TextWriter output)
    {
        output.WriteLine($"{"total",-14}{DurationText.Of(latency.Total),10}");
        WriteShare("internal", latency.Internal, latency.Total, output);
        WriteShare("upstream", latency.Upstream, latency.Total, output);
        WriteShare("client", latency.Client, latency.Total, output);
        WriteShare("third party", latency.ThirdParty, latency.Total, output);
        (string Name, long Time)[] calls =
        [
            ("DNS", latency.Dns), ("HTTP client", latency.HttpClient), ("Redis", latency.Redis), ("TCP sockets", latency.TcpSock),
        ];
        foreach (var (name, time) in calls.Where(call => call.Time > 0))
        {
            output.WriteLine($"  {name,-12}{DurationText.Of(time),10}");
        }
    }

    private static void WriteShare(string name, long time, long total, TextWriter output)
    {
        var share = total > 0 ? (double)time / total : 0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-14}{DurationText.Of(time),10}{share * 100,7:0.0} %"));
    }

    private static void WriteRows(Trace trace, TextWriter output)
    {
        var waterfall = WaterfallRows.Of(trace);
        var names = waterfall.Rows.Select(row => new string(' ', 2 * row.Depth) + TerminalText.Of(trace.Spans[row.Span].Name)).ToArray();
        var width = Math.Max(4, names.Max(name => name.Length));
        output.WriteLine($"{"SPAN".PadRight(width)}  {"START",10}  {"DURATION",10}  {"SELF",10}");
        for (var index = 0; index < names.Length; index++)
        {
            var row = waterfall.Rows[index];
            output.WriteLine(
                $"{names[index].PadRight(width)}  {DurationText.Of(row.Start),10}  {DurationText.Of(row.Duration),10}  {DurationText.Of(row.SelfTime),10}  "
                + $"|{Bar(row, waterfall.Length)}|{Failure(row, trace.Spans[row.Span])}");
        }
    }

    private static string Failure(WaterfallRow row, Span span) =>
        !row.IsFailed ? "" : span.StatusMessage is { Length: > 0 } message ? $" error: {TerminalText.Of(message)}" : " error";

    private static string Bar(WaterfallRow row, long length)
    {
        if (length <= 0)
        {
            return new string('#', BarWidth);
        }

        // At least one mark each, so that no span is invisible.
        var from = Math.Clamp((int)((Int128)row.Start * BarWidth / length), 0, BarWidth - 1);
        var to = Math.Clamp((int)(((Int128)row.Start + row.Duration) * BarWidth / length), from + 1, BarWidth);
        return new string(' ', from) + new string('#', to - from) + new string(' ', BarWidth - to);
    }
}
