using System.CommandLine;

namespace Sightglass.Commands.Api;

/// <summary>One run of a command: what it was given, where it prints, and the control plane, looked for when it is first asked.</summary>
internal sealed class OperatorContext(ParseResult result, ApiOptions options) : IDisposable
{
    private ApiClient? _api;

    public ParseResult Result => result;

    public CommandOutput Output { get; } = options.Output(result);

    /// <exception cref="CommandFailure">Nothing says where and as whom to ask.</exception>
    public ApiClient Api => _api ??= new ApiClient(options.Target(result), Output);

    public void Dispose() => _api?.Dispose();
}
