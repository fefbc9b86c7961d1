using System.CommandLine;
using System.CommandLine.Parsing;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Admin.Logging;
using Sightglass.Gateway.Node;
using Sightglass.Logging;
using Sightglass.Plugins;
using Sightglass.Plugins.Lua;

namespace Sightglass.Commands;

/// <summary><c>sightglass gateway</c>: a data plane, alone from a file or attached to a control plane.</summary>
internal static class GatewayCommand
{
    public static Command Create()
    {
        var file = new Option<FileInfo?>("--conf", "-c") { Description = "Settings file: key = value." };
        var set = new Option<string[]>("--set") { Description = "A setting, name=value; wins over file and environment. May be repeated." };
        var stopWithInput = new Option<bool>("--stop-with-stdin") { Description = "Stop when standard input closes." };
        var command = new Command("gateway", "Run a gateway. Settings come from a file, SIGHTGLASS_… and KONG_… variables, and --set.")
        {
            file, set, stopWithInput,
        };
        set.Validators.Add(RefuseWithoutName);
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetValue(file)?.FullName, result.GetValue(set) ?? [], result.GetValue(stopWithInput), cancellationToken));
        return command;
    }

    private static void RefuseWithoutName(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1)
            {
                result.AddError($"--set {token.Value}: expected name=value.");
            }
        }
    }

    private static async Task<int> RunAsync(string? file, string[] set, bool stopWithInput, CancellationToken cancellationToken)
    {
        if (!TryRead(file, set, out var settings))
        {
            return ExitCodes.Failure;
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (stopWithInput)
        {
            _ = StopWithInputAsync(stopping);
        }

        using var level = new LogLevelSwitch(settings.LogLevel, TimeProvider.System);
        using var loggers = ProcessLogging.Create(level, settings.LogJson);
        try
        {
            await using var node = await GatewayNode.StartAsync(
                settings,
                BundledPlugins.Create(new ScriptOptions
                {
                    Mode = settings.UntrustedLua,
                    Environment = settings.UntrustedLuaSandboxEnvironment,
                    CacheSize = settings.ScriptCacheSize,
                    Dictionaries = settings.ScriptDictionaries,
                    Limits = new ScriptLimits(
                        settings.Client.MaxRequestHeaders,
                        settings.Client.MaxResponseHeaders,
                        settings.Client.MaxUriArguments,
                        settings.Client.MaxPostArguments),
                    Settings = settings.Effective,
                }),
                ProductVersion.Text,
                loggers,
                TimeProvider.System,
                stopping.Token,
                level);
            Announce(node);
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            return ExitCodes.Success;
        }
        catch (NodeStartException e)
        {
            await Console.Error.WriteLineAsync($"sightglass: the gateway cannot start: {e.Message}");
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }
    }

    private static bool TryRead(string? file, string[] set, out GatewaySettings settings)
    {
        settings = null!;
        var flags = new Dictionary<string, string>();
        foreach (var item in set)
        {
            var equals = item.IndexOf('=', StringComparison.Ordinal);
            flags[item[..equals].Replace('-', '_')] = item[(equals + 1)..];
        }

        SettingsResult result;
        try
        {
            result = SettingsReader.Read(SettingsSources.OfProcess(file, flags));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"sightglass: {e.Message}");
            return false;
        }

        foreach (var warning in result.Warnings)
        {
            Console.Error.WriteLine($"sightglass: warning: {warning}");
        }

        foreach (var error in result.Errors)
        {
            Console.Error.WriteLine($"sightglass: {error}");
        }

        settings = result.Settings!;
        return result.Succeeded;
    }

    // The lines are for people and for the process that started this one: it reads the ports from them.
    private static void Announce(GatewayNode node)
    {
        foreach (var address in node.ProxyAddresses)
        {
            Console.Out.WriteLine($"proxy listening on {address}");
        }

        foreach (var address in node.AdminAddresses)
        {
            Console.Out.WriteLine($"admin listening on {address}");
        }

        foreach (var address in node.StatusAddresses)
        {
            Console.Out.WriteLine($"status listening on {address}");
        }

        Console.Out.WriteLine("gateway started");
    }

    private static async Task StopWithInputAsync(CancellationTokenSource stopping)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0)
        {
            // What comes does not matter, only that it ends.
        }

        await stopping.CancelAsync();
    }
}
