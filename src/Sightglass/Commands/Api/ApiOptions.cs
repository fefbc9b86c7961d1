using System.CommandLine;
using Sightglass.Quickstart;

namespace Sightglass.Commands.Api;

/// <summary>The options with which every command of the operator's terminal finds its control plane, and says how it prints.</summary>
internal sealed class ApiOptions
{
    public const string TokenVariable = "SIGHTGLASS_TOKEN";
    private const string DefaultUrl = "http://127.0.0.1:8002";
    private const string QuickstartDirectory = ".sightglass";

    private readonly Option<string?> _url = new("--url") { Description = $"The control plane's API. Default: {DefaultUrl}.", Recursive = true };

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"Access token. Better in {TokenVariable}: other users of this machine can see command lines.",
        Recursive = true,
    };

    private readonly Option<string?> _plane = new("--control-plane")
    {
        Description = "Id or name of the control plane. Default: the only one there is.",
        Recursive = true,
    };

    private readonly Option<DirectoryInfo?> _dataDirectory = new("--data-dir")
    {
        Description = $"Data directory of a running quickstart, to take address, token and control plane from. Default: {QuickstartDirectory}, when neither address nor token is given.",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON; everything meant for people goes to standard error.", Recursive = true };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _url, _token, _plane, _dataDirectory, _json })
        {
            command.Options.Add(option);
        }
    }

    public CommandOutput Output(ParseResult result) => new(result.GetValue(_json), Console.Out, Console.Error);

    /// <summary>Options first, then the quickstart's file, then the environment.</summary>
    /// <exception cref="CommandFailure">There is no token, the address is none, or the quickstart's file cannot be read.</exception>
    public ApiTarget Target(ParseResult result)
    {
        var quickstart = Quickstart(result);
        var token = result.GetValue(_token) ?? quickstart?.Token ?? Environment.GetEnvironmentVariable(TokenVariable);
        if (string.IsNullOrWhiteSpace(token))
        {
            throw new CommandFailure(
                $"no access token: set {TokenVariable}, or give --token, or --data-dir with the data directory of a running quickstart");
        }

        if (token.Any(character => character is <= ' ' or > '~'))
        {
            throw new CommandFailure("the access token holds characters that no token has: expected kpat_ and letters and digits");
        }

        return new ApiTarget(Url(result.GetValue(_url) ?? quickstart?.ApiUrl ?? DefaultUrl), token, result.GetValue(_plane) ?? quickstart?.ControlPlaneId);
    }

    private QuickstartFile? Quickstart(ParseResult result)
    {
        if (result.GetValue(_dataDirectory) is { } directory)
        {
            return Read(directory.FullName) ?? throw new CommandFailure(
                $"{directory.FullName} holds no quickstart.json: it is there while a quickstart with this data directory runs");
        }

        var nothingGiven = result.GetValue(_url) is null && result.GetValue(_token) is null && Environment.GetEnvironmentVariable(TokenVariable) is null or "";
        return nothingGiven ? Read(QuickstartDirectory) : null;
    }

    private static QuickstartFile? Read(string directory)
    {
        try
        {
            return QuickstartFile.Read(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            throw new CommandFailure($"quickstart.json in {directory} cannot be read: {e.Message}", cause: e);
        }
    }

    private static Uri Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw new CommandFailure($"--url {text}: expected an address such as {DefaultUrl} or https://sightglass.example.com");
}
