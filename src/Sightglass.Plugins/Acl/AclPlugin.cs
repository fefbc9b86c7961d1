using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Acl;

/// <summary>Lets consumers in or keeps them out by their groups (gateway.md 12.4).</summary>
internal sealed class AclPlugin : Plugin
{
    public override string Name => "acl";

    public override int Priority => 950;

    public override PluginPhases Phases => PluginPhases.Access;

    public override bool ConsumerScope => false;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Texts("allow", "Groups that may consume the service; all others may not."),
        Field.Texts("deny", "Groups that may not consume the service; all others may."),
        Field.Flag("hide_groups_header", "Do not tell the upstream the consumer's groups.", false),
        Field.Flag("always_use_authenticated_groups", "Use the groups that an authentication plugin found even when there is a consumer.", false))
        with
    {
        EntityChecks = [CheckLists],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var allow = config.Texts("allow");
        return new AclHandler(
            allow.Length > 0 ? allow : config.Texts("deny"),
            allow.Length > 0,
            config.Flag("hide_groups_header"),
            config.Flag("always_use_authenticated_groups"));
    }

    private static IEnumerable<(string Path, string Message)> CheckLists(JsonObject config)
    {
        var lists = (config.Texts("allow").Length > 0 ? 1 : 0) + (config.Texts("deny").Length > 0 ? 1 : 0);
        if (lists == 0)
        {
            yield return ("@entity", "exactly one of these fields must be non-empty: 'config.allow', 'config.deny'");
            yield return ("@entity", "at least one of these fields must be non-empty: 'config.allow', 'config.deny'");
        }
        else if (lists == 2)
        {
            yield return ("@entity", "exactly one of these fields must be non-empty: 'config.allow', 'config.deny'");
        }
    }
}
