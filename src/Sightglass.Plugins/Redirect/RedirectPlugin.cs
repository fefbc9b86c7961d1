using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Redirect;

/// <summary>Sends clients to another address.</summary>
internal sealed class RedirectPlugin : Plugin
{
    public override string Name => "redirect";

    public override int Priority => 779;

    public override PluginPhases Phases => PluginPhases.Access;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Integer("status_code", "Status of the response.", 100, 599, 301),
        Field.Text("location", "The address clients are sent to.").Needed().Checked(CheckLocation),
        Field.Flag("keep_incoming_path", "Put path and query of the request into the address.", false));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services) => new RedirectHandler(
        instance.Config.Integer("status_code"),
        instance.Config.Text("location")!,
        instance.Config.Flag("keep_incoming_path"));

    private static string? CheckLocation(JsonNode value)
    {
        var location = value.GetValue<string>();
        return Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && HeaderNames.IsValidValue(location)
            ? null
            : "missing host in url";
    }
}
