using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Network;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.IpRestriction;

/// <summary>Lets clients in or keeps them out by their address (gateway.md 12.4).</summary>
internal sealed class IpRestrictionPlugin : Plugin
{
    public override string Name => "ip-restriction";

    public override int Priority => 990;

    public override PluginPhases Phases => PluginPhases.Access;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override ImmutableArray<string> DefaultProtocols { get; } = ["http", "https", "tcp", "tls", "grpc", "grpcs"];

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Texts("allow", "Addresses and CIDR ranges that are let in; all others are not.", check: CheckAddress),
        Field.Texts("deny", "Addresses and CIDR ranges that are kept out, even when allowed.", check: CheckAddress),
        Field.Integer("status", "Status of a refusal; 403 when null.", 100, 599),
        Field.Text("message", "Message of a refusal."))
        with
    {
        EntityChecks = [CheckLists],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        return new IpRestrictionHandler(
            new AddressSet(config.Texts("allow")),
            new AddressSet(config.Texts("deny")),
            (int)(config.IntegerOrNull("status") ?? 403),
            config.Text("message"));
    }

    private static string? CheckAddress(JsonNode value) =>
        AddressSet.IsValid(value.GetValue<string>()) ? null : $"invalid ip or cidr range: '{value.GetValue<string>()}'";

    private static IEnumerable<(string Path, string Message)> CheckLists(JsonObject config)
    {
        if (config.Texts("allow").Length == 0 && config.Texts("deny").Length == 0)
        {
            yield return ("@entity", "at least one of these fields must be non-empty: 'config.allow', 'config.deny'");
        }
    }
}
