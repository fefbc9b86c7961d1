namespace Sightglass.Commands.Api;

/// <summary>The control plane did not answer, which may pass.</summary>
internal sealed class ApiUnreachable(string message, Exception cause) : CommandFailure(message, ExitCodes.Failure, cause);
