using EndToEnd.Processes;
using Sightglass.Commands;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Recording;

namespace EndToEnd.Commands;

public sealed class TraceCommandTests
{
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
        using var errors = new StringWriter();

        var exit = await TraceCommand.VerifyAsync(new FileInfo("/nowhere/traces.json"), TextWriter.Null, errors, CancellationToken.None);

        Assert.Equal(ExitCodes.Failure, exit);
        Assert.Contains("/nowhere/traces.json", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AsAProcess_IsACommandOfTheExecutable()
    {
        using var folder = new TemporaryDirectory();
        var path = Path.Combine(folder.Path, "traces.json");
        await File.WriteAllBytesAsync(path, Record(complete: true));

        var (exit, output) = await SightglassProcess.RunAsync("trace", "verify", path);

        Assert.Equal(ExitCodes.Success, exit);
        Assert.Contains("good", output, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Errors)> VerifyAsync(byte[] content)
    {
        using var folder = new TemporaryDirectory();
        var path = Path.Combine(folder.Path, "traces.json");
        await File.WriteAllBytesAsync(path, content);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await TraceCommand.VerifyAsync(new FileInfo(path), output, errors, CancellationToken.None);
        return (exit, output.ToString(), errors.ToString());
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
