using System.Text.Json.Nodes;
using Sightglass.Commands.Api;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Routing;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;
using Sightglass.Tracing.Analysis;

namespace Sightglass.Commands.Config;

/// <summary>A declarative file that was read, with all that is wrong with it.</summary>
internal sealed class ConfigFile
{
    private ConfigFile(string name, LoadResult result) => (Name, Result) = (name, result);

    public string Name { get; }

    public LoadResult Result { get; }

    /// <summary>What files are checked by: the plugins that are known, and whether routes may have expressions.</summary>
    public static EntityValidator Validator(PluginSchemas plugins, RouterFlavor flavor) => new(new ValidationOptions
    {
        Plugins = plugins,
        RouterFlavor = flavor,
    });

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="validator">What it is checked by.</param>
    /// <param name="known">What is in force where it is going to; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ConfigFile> LoadAsync(FileInfo file, EntityValidator validator, EntitySet? known, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(file.FullName, cancellationToken);
        return new ConfigFile(file.Name, Load(text, validator, known));
    }

    /// <summary>Prints the problems; false when there are any.</summary>
    public bool Report(CommandOutput output)
    {
        foreach (var error in Result.Errors)
        {
            output.Error($"{Name}: {TerminalText.Of(error.ToString())}");
        }

        return Result.Succeeded;
    }

    private static LoadResult Load(string text, EntityValidator validator, EntitySet? known)
    {
        var content = DeclarativeConfiguration.Parse(text, out _);
        if (content is null || !content.ContainsKey("_info") && !content.ContainsKey("_konnect") && !content.ContainsKey("_workspace"))
        {
            // As it is: the problems then have lines.
            return DeclarativeConfiguration.Load(text, validator, new LoadOptions { Known = known });
        }

        var errors = new List<LoadError>();
        var tags = SharedFile.Take(content, errors);
        if (known is not null && !tags.IsEmpty)
        {
            content = SharedFile.Joined(content, known, tags);
        }

        var result = DeclarativeConfiguration.Load(content, validator, known);
        return errors.Count == 0 ? result : result with
        {
            Errors = [.. errors, .. result.Errors],
            Error = result.Error ?? EntityErrors.InvalidDeclarative(new JsonObject { ["_info"] = errors[0].Message }),
            Entities = null,
        };
    }
}
