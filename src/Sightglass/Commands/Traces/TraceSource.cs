using Sightglass.Commands.Api;
using Sightglass.Tracing.Interchange;

namespace Sightglass.Commands.Traces;

/// <summary>Where traces come from: a file, or a session of the control plane when a session's id is given instead.</summary>
internal static class TraceSource
{
    /// <param name="context">The command's run.</param>
    /// <param name="source">A path or a session's id. A file of that name wins.</param>
    /// <param name="request">The request whose trace is wanted; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandFailure">It cannot be read, or has no such trace.</exception>
    public static async Task<TraceFile> ReadAsync(OperatorContext context, string source, string? request, CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(source))
            {
                await using var stream = File.OpenRead(source);
                return Only(TraceFileReader.Read(stream), source, request);
            }

            if (!Guid.TryParse(source, out var session))
            {
                throw new CommandFailure($"'{source}' is neither a file nor a session's id");
            }

            using var response = await context.Api.OpenAsync(await PathAsync(context.Api, session, request, cancellationToken), "application/json", null, cancellationToken);
            return TraceFileReader.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (TraceFileException e)
        {
            throw new CommandFailure($"{source}: {e.Message}", cause: e);
        }
    }

    /// <summary>The API's path of one trace, or of a session's export.</summary>
    public static async Task<string> PathAsync(ApiClient api, Guid session, string? request, CancellationToken cancellationToken) =>
        $"{await api.SessionsAsync(cancellationToken)}/{session}/{(request is null ? "export" : "traces/" + Uri.EscapeDataString(request))}";

    private static TraceFile Only(TraceFile file, string source, string? request)
    {
        if (request is null)
        {
            return file;
        }

        var wanted = file with { Traces = [.. file.Traces.Where(envelope => envelope.Trace.RequestId == request)] };
        return wanted.Traces.IsEmpty ? throw new CommandFailure($"{source} has no trace of request '{request}'", ExitCodes.Negative) : wanted;
    }
}
