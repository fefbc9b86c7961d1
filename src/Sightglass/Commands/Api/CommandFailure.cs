namespace Sightglass.Commands.Api;

/// <summary>A command cannot go on: the message is for the operator, and the process ends with the code.</summary>
internal class CommandFailure(string message, int exitCode = ExitCodes.Failure, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;
}
