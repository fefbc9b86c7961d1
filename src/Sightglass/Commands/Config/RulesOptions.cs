using System.CommandLine;
using Sightglass.Configuration.Routing;
using Sightglass.Configuration.Validation;
using Sightglass.Roles;

namespace Sightglass.Commands.Config;

/// <summary>The options that say what files are checked by.</summary>
internal sealed record RulesOptions(Option<string> Flavor, Option<FileInfo[]> Libraries)
{
    /// <exception cref="Sightglass.PluginSdk.Loading.PluginLibraryException">A library cannot be used.</exception>
    public EntityValidator Read(ParseResult result) => ConfigFile.Validator(
        KnownPlugins.Schemas(PluginLibraryOption.Read(result, Libraries)),
        result.GetValue(Flavor) switch
        {
            "expressions" => RouterFlavor.Expressions,
            "traditional" => RouterFlavor.Traditional,
            _ => RouterFlavor.TraditionalCompatible,
        });
}
