using System.CommandLine;
using Sightglass.PluginSdk.Loading;

namespace Sightglass.Commands.Api;

/// <summary>Runs a command against a control plane and turns what goes wrong into a message and an exit code.</summary>
internal static class OperatorCommand
{
    public static Command Runs(this Command command, ApiOptions options, Func<OperatorContext, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (result, cancellationToken) =>
        {
            using var context = new OperatorContext(result, options);
            try
            {
                return await action(context, cancellationToken);
            }
            catch (CommandFailure failure)
            {
                context.Output.Warn(failure.Message);
                return failure.ExitCode;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
            {
                context.Output.Warn(e.Message);
                return ExitCodes.Failure;
            }
            catch (PluginLibraryException e)
            {
                context.Output.Warn($"--plugin-library: {e.Message}");
                return ExitCodes.Failure;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                context.Output.Warn("interrupted");
                return ExitCodes.Failure;
            }
        });
        return command;
    }
}
