using System.CommandLine;
using System.Text.Json.Nodes;
using Sightglass.Commands.Api;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Diff;

namespace Sightglass.Commands.Config;

/// <summary><c>sightglass config …</c>: declarative files, by themselves and against a gateway or a control plane.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var options = new ApiOptions();
        var admin = new Option<string?>("--admin-url")
        {
            Description = "The Admin API of a gateway that has no control plane, for example http://127.0.0.1:8001. Default: the control plane that --url or --data-dir names.",
            Recursive = true,
        };
        var flavor = new Option<string>("--router-flavor")
        {
            Description = "The router the file is for: with expressions, routes may have an expression.",
            DefaultValueFactory = _ => "traditional_compatible",
            Recursive = true,
        };
        var libraries = PluginLibraryOption.Create();
        libraries.Recursive = true;
        flavor.AcceptOnlyFromAmong("traditional_compatible", "traditional", "expressions");
        var command = new Command("config", "Check declarative configuration files, compare them with what is in force, apply and export them.")
        {
            CreateValidate(options, new RulesOptions(flavor, libraries)),
            CreateDiff(options, admin, new RulesOptions(flavor, libraries)),
            CreateApply(options, admin, new RulesOptions(flavor, libraries)),
            CreateExport(options, admin, new RulesOptions(flavor, libraries)),
        };
        options.AddTo(command);
        command.Options.Add(admin);
        command.Options.Add(flavor);
        command.Options.Add(libraries);
        return command;
    }

    private static Command CreateValidate(ApiOptions options, RulesOptions rules)
    {
        var file = new Argument<FileInfo>("file") { Description = "A declarative file, YAML or JSON." };
        var command = new Command("validate", "Say everything that is wrong with a file. Nothing is asked but the file.") { file };
        return command.Runs(options, async (context, cancellationToken) =>
        {
            var loaded = await ConfigFile.LoadAsync(context.Result.GetValue(file)!, rules.Read(context.Result), null, cancellationToken);
            if (!loaded.Report(context.Output))
            {
                return ExitCodes.Negative;
            }

            context.Output.Text.WriteLine($"{loaded.Name} is valid. Hash: {loaded.Result.Hash}");
            if (context.Output.IsJson)
            {
                context.Output.Print(new JsonObject { ["valid"] = true, ["hash"] = loaded.Result.Hash });
            }

            return ExitCodes.Success;
        });
    }

    private static Command CreateDiff(ApiOptions options, Option<string?> admin, RulesOptions rules)
    {
        var files = new Argument<FileInfo[]>("files")
        {
            Description = "One file, to be compared with what is in force; or two, before and after.",
            Arity = new ArgumentArity(1, 2),
        };
        var command = new Command("diff", "Show which entities a file adds (+), changes (~) and removes (-). Secrets are masked.") { files };
        return command.Runs(options, async (context, cancellationToken) =>
        {
            var given = context.Result.GetValue(files)!;
            if (given.Length == 1)
            {
                using var target = ConfigTarget.Of(context, admin);
                var change = await ConfigChange.PlanAsync(target, given[0], rules.Read(context.Result), context.Output, cancellationToken);
                return change is null ? ExitCodes.Failure : Show(change.Difference, context.Output);
            }

            var validator = rules.Read(context.Result);
            var before = await ConfigFile.LoadAsync(given[0], validator, null, cancellationToken);
            var known = before.Result.Entities;
            var after = await ConfigFile.LoadAsync(given[1], validator, known, cancellationToken);
            return before.Report(context.Output) & after.Report(context.Output)
                ? Show(ConfigurationDiff.Between(known!, after.Result.Entities!), context.Output)
                : ExitCodes.Failure;
        });
    }

    private static Command CreateApply(ApiOptions options, Option<string?> admin, RulesOptions rules)
    {
        var file = new Argument<FileInfo>("file") { Description = "A declarative file, YAML or JSON." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change, and change nothing." };
        var command = new Command("apply", "Put a file in force in place of everything there is, as a whole or not at all.") { file, dryRun };
        return command.Runs(options, async (context, cancellationToken) =>
        {
            using var target = ConfigTarget.Of(context, admin);
            if (await ConfigChange.PlanAsync(target, context.Result.GetValue(file)!, rules.Read(context.Result), context.Output, cancellationToken) is not { } change)
            {
                return ExitCodes.Negative;
            }

            Show(change.Difference, context.Output);
            if (change.Difference.IsEmpty)
            {
                context.Output.Text.WriteLine("nothing to change");
                return ExitCodes.Success;
            }

            if (context.Result.GetValue(dryRun))
            {
                return ExitCodes.Success;
            }

            await target.ReplaceAsync(change.Entities.ToDeclarative(), cancellationToken);
            context.Output.Text.WriteLine($"{change.Summary} in {target.Name}");
            return ExitCodes.Success;
        });
    }

    private static Command CreateExport(ApiOptions options, Option<string?> admin, RulesOptions rules)
    {
        var file = new Option<FileInfo?>("--output", "-o") { Description = "A file to write; it may be read by you alone, because secrets are in it. Default: standard output." };
        var command = new Command("export", "Write down what is in force as a declarative file: YAML, or JSON with --json. Secrets are in it as they are stored.") { file };
        return command.Runs(options, async (context, cancellationToken) =>
        {
            using var target = ConfigTarget.Of(context, admin);
            var entities = await target.ReadAsync(rules.Read(context.Result), cancellationToken);
            var text = context.Output.IsJson ? ConfigurationWriter.ToJson(entities) + "\n" : ConfigurationWriter.ToYaml(entities);
            if (context.Result.GetValue(file) is { } output)
            {
                await PrivateText.WriteAsync(output.FullName, text, cancellationToken);
            }
            else
            {
                await Console.Out.WriteAsync(text);
            }

            return ExitCodes.Success;
        });
    }

    private static int Show(ConfigurationDiff difference, CommandOutput output)
    {
        if (output.IsJson)
        {
            output.Print(difference.ToJson());
        }
        else if (!difference.IsEmpty)
        {
            output.Text.WriteLine(difference.ToString().TrimEnd());
        }

        return difference.IsEmpty ? ExitCodes.Success : ExitCodes.Negative;
    }
}
