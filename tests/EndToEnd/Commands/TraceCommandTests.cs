using EndToEnd.Processes;
using EndToEnd.Terminal;
using Sightglass.Commands;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Recording;

namespace EndToEnd.Commands;

public sealed class TraceCommandTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    private const string RequestId = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Verify_GoodTrace_SaysSoAndSucceeds()
    {
        var (exit, output, errors) = await VerifyAsync(Record(complete: true));

        Assert.Equal(ExitCodes.Success, exit);
        Assert.Equal($"{RequestId}: 1 spans, good\n", output.ReplaceLineEndings("\n"));
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Verify_TraceWithViolations_NamesThemAndTheSpan()
    {
        var (exit, output, errors) = await VerifyAsync(Record(complete: false));

        Assert.Equal(ExitCodes.Negative, exit);
        Assert.Contains("violation", output, StringComparison.Ordinal);
        Assert.Contains("MissingAttribute: kong (", output, StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Verify_NotATraceFile_SaysWhatWasExpected()
    {
        var (exit, output, errors) = await VerifyAsync("{}"u8.ToArray());

        Assert.Equal(ExitCodes.Failure, exit);
        Assert.Empty(output);
        Assert.Contains("traces.json", errors, StringComparison.Ordinal);
        Assert.Contains("resourceSpans", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_MissingFile_Fails()
    {
        var run = await CommandRun.OfAsync(NoEnvironment, "trace", "verify", "/nowhere/traces.json");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("/nowhere/traces.json", run.Errors, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Errors)> VerifyAsync(byte[] content)
    {
        using var folder = new TemporaryDirectory();
        var path = Path.Combine(folder.Path, "traces.json");
        await File.WriteAllBytesAsync(path, content);
        var run = await CommandRun.OfAsync(NoEnvironment, "trace", "verify", path);
        return (run.ExitCode, run.Output, run.Errors);
    }

    /// <summary>A request that failed before anything but its id was known; or one that claims to have succeeded like that.</summary>
    private static byte[] Record(bool complete)
    {
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(TraceRecorder.Now());
        recorder.Set(TraceRecorder.Root, AttributeKeys.KongRequestId, RequestId);
        if (complete)
        {
            recorder.Fail(TraceRecorder.Root, "no response was sent");
        }

        recorder.Finish(TraceRecorder.Now());
        var trace = recorder.Complete("node", RequestId, ClockAnchor.Now(TimeProvider.System));
        recorder.Return();
        return OtlpTraces.EncodeJson([new TraceEnvelope(trace, new TelemetryOrigin { NodeId = "node" })]);
    }
}
