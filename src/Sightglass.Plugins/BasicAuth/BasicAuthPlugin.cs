using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.BasicAuth;

/// <summary>Authenticates by user name and password (gateway.md 12.2).</summary>
internal sealed class BasicAuthPlugin : Plugin
{
    public override string Name => "basic-auth";

    public override int Priority => 1100;

    public override PluginPhases Phases => PluginPhases.Access;

    public override bool ConsumerScope => false;

    public override bool Authenticates => true;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Text("anonymous", "Id or username of the consumer that requests without valid credentials are let through as."),
        Field.Flag("hide_credentials", "Take the credentials out of the request before it goes to the upstream.", false),
        Field.Text("realm", "The realm that the WWW-Authenticate header of a refusal names.", "service"));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services) => new BasicAuthHandler(
        instance.Config.Text("anonymous"),
        instance.Config.Flag("hide_credentials"),
        instance.Config.Text("realm") ?? "service");
}
