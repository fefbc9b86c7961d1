using System.Text.RegularExpressions;
using EndToEnd.Processes;
using EndToEnd.Terminal;
using Sightglass.Commands;

namespace EndToEnd.Commands;

/// <summary><c>sightglass config</c> against files and a gateway that runs alone.</summary>
public sealed partial class ConfigCommandTests : IAsyncLifetime
{
    private const string Good = """
        _format_version: "3.0"
        services:
        - name: a
          url: http://127.0.0.1:9/x
          routes:
          - {name: r, paths: [/a], plugins: [{name: rate-limiting, config: {minute: 5, policy: local}}]}
        consumers:
        - username: bob
          basicauth_credentials: [{username: bob, password: secret}]
        upstreams:
        - {name: u, targets: [{target: "127.0.0.1:1"}, {target: "127.0.0.1:2", weight: 3}]}
        """;

    private static readonly Dictionary<string, string> NoEnvironment = [];
    private readonly TemporaryDirectory _directory = new();
    private SightglassProcess? _gateway;
    private string _admin = "";

    public async ValueTask InitializeAsync()
    {
        _gateway = SightglassProcess.Start(
        [
            "gateway", "--set", $"prefix={_directory.Path}/node", "--set", "proxy_listen=127.0.0.1:0", "--set", "admin_listen=127.0.0.1:0", "--set", "status_listen=off",
        ]);
        await Eventually.IsTrueAsync(() => Task.FromResult(_gateway.Output.Contains("gateway started", StringComparison.Ordinal)), () => _gateway.Output);
        _admin = "http://" + AdminAddress().Match(_gateway.Output).Groups[1].Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Apply_ThenDiff_IsEmpty_AndSoIsWhatWasExported()
    {
        var file = Write("kong.yml", Good);

        var before = await RunAsync("diff", file);
        var applied = await RunAsync("apply", file);
        var after = await RunAsync("diff", file);
        var exported = Path.Combine(_directory.Path, "exported.yml");
        var export = await RunAsync("export", "--output", exported);
        var again = await RunAsync("apply", exported);

        Assert.Equal(ExitCodes.Negative, before.ExitCode);
        Assert.Contains("+ service a\n", before.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.True(applied.ExitCode == ExitCodes.Success, applied.Errors);
        Assert.EndsWith("8 created, 0 updated, 0 deleted in the gateway\n", applied.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Success, ""), (after.ExitCode, after.Output));
        Assert.True(export.ExitCode == ExitCodes.Success, export.Errors);
        Assert.Equal((ExitCodes.Success, "nothing to change\n"), (again.ExitCode, again.Output.ReplaceLineEndings("\n")));
        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(exported, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(exported));
        }
    }

    [Fact]
    public async Task Apply_DryRun_ChangesNothing()
    {
        var file = Write("kong.yml", Good);

        Assert.Equal(ExitCodes.Success, (await RunAsync("apply", file, "--dry-run")).ExitCode);
        Assert.Equal(ExitCodes.Negative, (await RunAsync("diff", file)).ExitCode);
    }

    [Fact]
    public async Task InvalidFile_IsToldWhole_AndNothingIsAsked()
    {
        var file = Write("bad.yml", """
            _format_version: "3.0"
            services:
            - name: a
              port: 99999
              routes: [{paths: [x]}]
            """);

        foreach (var verb in (string[])["validate", "apply"])
        {
            var run = await CommandRun.OfAsync(NoEnvironment, verb == "apply" ? ["config", verb, file, "--admin-url", "http://127.0.0.1:1"] : ["config", verb, file]);

            Assert.Equal(ExitCodes.Negative, run.ExitCode);
            Assert.Equal(
                [
                    "bad.yml: line 3, services[0].host: required field missing",
                    "bad.yml: line 4, services[0].port: value should be between 0 and 65535",
                    "bad.yml: line 5, services[0].routes[0].paths[0]: should start with: / (fixed path) or ~/ (regex path)",
                ],
                run.Errors.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public async Task PluginOfOnesOwn_IsKnownByItsLibrary()
    {
        var file = Write("own.yml", "_format_version: \"3.0\"\nplugins: [{name: tenant-lookup, config: {address: \"http://127.0.0.1:9/\"}}]\n");
        var library = Path.Combine(
            Repository.PathOf("samples", "LookupPlugin", "bin"), Checkout.Configuration, "net10.0", "LookupPlugin.dll");

        var unknown = await RunAsync("validate", file);
        var known = await RunAsync("validate", file, "--plugin-library", library);
        var missing = await RunAsync("validate", file, "--plugin-library", "/none/x.dll");

        Assert.Equal(ExitCodes.Negative, unknown.ExitCode);
        Assert.Contains("plugin 'tenant-lookup' not enabled", unknown.Errors, StringComparison.Ordinal);
        Assert.True(known.ExitCode == ExitCodes.Success, known.Errors);
        Assert.Equal(ExitCodes.Failure, missing.ExitCode);
        Assert.Contains("--plugin-library: there is no file /none/x.dll; expected ", missing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyToAsk_IsAFailure()
    {
        var run = await CommandRun.OfAsync(NoEnvironment, "config", "apply", Write("kong.yml", Good), "--admin-url", "http://127.0.0.1:1");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.StartsWith("sightglass: no gateway can be asked at http://127.0.0.1:1", run.Errors, StringComparison.Ordinal);
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(NoEnvironment, ["config", .. arguments, "--admin-url", _admin]);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    [GeneratedRegex(@"admin listening on (\S+)")]
    private static partial Regex AdminAddress();
}
