using System.CommandLine;
using Sightglass.Tracing.Interchange;
using Sightglass.Tracing.Verify;

namespace Sightglass.Commands;

/// <summary><c>sightglass trace verify</c>: whether the traces of a file are as traces must be.</summary>
internal static class TraceCommand
{
    public static Command Create() => new("trace", "Look at captured traces.")
    {
        CreateVerify(),
    };

    private static Command CreateVerify()
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "A downloaded .json or .zip, or any OTLP/JSON file of traces; - for standard input.",
        };
        var command = new Command("verify", "Check every trace of a file: structure, nesting in time, names and attributes, exact sums.") { file };
        command.SetAction((result, cancellationToken) => VerifyAsync(result.GetValue(file)!, Console.Out, Console.Error, cancellationToken));
        return command;
    }

    internal static async Task<int> VerifyAsync(FileInfo file, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file.Name == "-" ? Console.OpenStandardInput() : file.OpenRead();
            var report = TraceFileReport.Of(TraceFileReader.Read(stream));
            report.Write(output);
            return report.IsGood ? ExitCodes.Success : ExitCodes.Negative;
        }
        catch (TraceFileException e)
        {
            await errors.WriteLineAsync($"sightglass: {file.Name}: {e.Message}".AsMemory(), cancellationToken);
            return ExitCodes.Failure;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"sightglass: {e.Message}".AsMemory(), cancellationToken);
            return ExitCodes.Failure;
        }
    }
}
