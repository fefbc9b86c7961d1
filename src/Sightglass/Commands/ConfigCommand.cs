using System.CommandLine;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Diff;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins;

namespace Sightglass.Commands;

/// <summary><c>sightglass config …</c>: declarative files without a running gateway.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new("config", "Check and compare declarative configuration files.")
    {
        CreateValidate(),
        CreateDiff(),
    };

    private static Command CreateValidate()
    {
        var file = FileArgument("file");
        var command = new Command("validate", "Say everything that is wrong with a file.") { file };
        command.SetAction(async (result, cancellationToken) =>
        {
            if (await LoadAsync(result.GetValue(file)!, cancellationToken) is not { } loaded)
            {
                return ExitCodes.Failure;
            }

            if (!Report(loaded, result.GetValue(file)!))
            {
                return ExitCodes.Negative;
            }

            Console.Out.WriteLine($"{result.GetValue(file)!.Name} is valid. Hash: {loaded.Hash}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateDiff()
    {
        var before = FileArgument("before");
        var after = FileArgument("after");
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("diff", "Show which entities a file adds, changes and removes against another. Secrets are masked.") { before, after, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (first, second) = (result.GetValue(before)!, result.GetValue(after)!);
            if (await LoadAsync(first, cancellationToken) is not { } old || await LoadAsync(second, cancellationToken) is not { } next)
            {
                return ExitCodes.Failure;
            }

            if (!Report(old, first) | !Report(next, second))
            {
                return ExitCodes.Failure;
            }

            var difference = ConfigurationDiff.Between(old.Entities!, next.Entities!);
            Console.Out.WriteLine(result.GetValue(json) ? difference.ToJson().ToJsonString() : difference.ToString().TrimEnd());
            return difference.IsEmpty ? ExitCodes.Success : ExitCodes.Negative;
        });
        return command;
    }

    private static Argument<FileInfo> FileArgument(string name) => new(name) { Description = "A declarative file, YAML or JSON." };

    private static async Task<LoadResult?> LoadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            var plugins = new PluginSchemas(BundledPlugins.All.Select(plugin => plugin.ToSchema()));
            return DeclarativeConfiguration.Load(await File.ReadAllTextAsync(file.FullName, cancellationToken), plugins);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"sightglass: {e.Message}");
            return null;
        }
    }

    private static bool Report(LoadResult loaded, FileInfo file)
    {
        foreach (var error in loaded.Errors)
        {
            Console.Error.WriteLine($"{file.Name}: {error}");
        }

        return loaded.Succeeded;
    }
}
