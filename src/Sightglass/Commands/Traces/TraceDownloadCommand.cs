using System.CommandLine;
using Sightglass.Commands.Api;

namespace Sightglass.Commands.Traces;

/// <summary><c>trace download</c>: a trace or a whole session as a file. The files can be uploaded, shown and verified again.</summary>
internal static class TraceDownloadCommand
{
    private static readonly Argument<string> Session = Arguments.Session();

    private static readonly Argument<string?> Request = new("request")
    {
        Description = "The request's id; without one the whole session.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Destination = new("--output", "-o") { Description = "The file; - for standard output. Default: named after what is downloaded." };
    private static readonly Option<bool> Zip = new("--zip") { Description = "A .zip with the session's settings beside its traces, instead of OTLP/JSON." };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace a file that exists." };

    public static Command Create(ApiOptions options) =>
        new Command("download", "Save a trace, or all traces of a session, as a file.") { Session, Request, Destination, Zip, Force }.Runs(options, RunAsync);

    private static async Task<int> RunAsync(OperatorContext context, CancellationToken cancellationToken)
    {
        var result = context.Result;
        var session = Guid.Parse(result.GetValue(Session)!);
        var request = result.GetValue(Request);
        var zip = result.GetValue(Zip);
        if (zip && request is not null)
        {
            throw new CommandFailure("--zip is for whole sessions; a single trace is JSON");
        }

        if (request is not null && !request.All(char.IsAsciiLetterOrDigit))
        {
            throw new CommandFailure($"'{request}' is no request's id: expected letters and digits, as 'sightglass session traces' shows it");
        }

        var destination = result.GetValue(Destination) ?? (request is null ? $"debug-session-{session}.{(zip ? "zip" : "json")}" : $"trace-{request}.json");
        if (destination != "-" && File.Exists(destination) && !result.GetValue(Force))
        {
            throw new CommandFailure($"{destination} exists; --force replaces it, --output names another");
        }

        var path = await TraceSource.PathAsync(context.Api, session, request, cancellationToken);
        using var response = await context.Api.OpenAsync(path, zip ? "application/zip" : "application/json", null, cancellationToken);
        if (destination == "-")
        {
            await using var output = Console.OpenStandardOutput();
            await response.Content.CopyToAsync(output, cancellationToken);
            return ExitCodes.Success;
        }

        var bytes = await SaveAsync(response, destination, cancellationToken);
        context.Output.Text.WriteLine($"{destination}: {bytes} bytes");
        return ExitCodes.Success;
    }

    /// <summary>Saves beside the destination and puts it in place whole. Traces tell about clients, so only the owner may read them.</summary>
    private static async Task<long> SaveAsync(HttpResponseMessage response, string destination, CancellationToken cancellationToken)
    {
        var partial = destination + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            long length;
            await using (var file = new FileStream(partial, options))
            {
                await response.Content.CopyToAsync(file, cancellationToken);
                length = file.Length;
            }

            File.Move(partial, destination, overwrite: true);
            return length;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
