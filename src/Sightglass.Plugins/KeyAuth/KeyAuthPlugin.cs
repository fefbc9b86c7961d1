using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.KeyAuth;

/// <summary>Authenticates by an API key in a header, the query or the body (gateway.md 12.1).</summary>
internal sealed class KeyAuthPlugin : Plugin
{
    public override string Name => "key-auth";

    public override int Priority => 1250;

    public override PluginPhases Phases => PluginPhases.Access;

    public override bool ConsumerScope => false;

    public override bool Authenticates => true;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Texts("key_names", "Names a key is looked for under: headers, query parameters and body fields.", ["apikey"], HeaderNames.Check)
            with
        { Length = (1, 100) },
        Field.Flag("key_in_header", "Look into the headers.", true),
        Field.Flag("key_in_query", "Look into the query.", true),
        Field.Flag("key_in_body", "Look into JSON, form and multipart bodies.", false),
        Field.Flag("hide_credentials", "Take the key out of the request before it goes to the upstream.", false),
        Field.Text("anonymous", "Id or username of the consumer that requests without a valid key are let through as."),
        Field.Flag("run_on_preflight", "Also ask OPTIONS requests for a key.", true),
        Field.Text("realm", "The realm that the WWW-Authenticate header of a refusal names."));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        return new KeyAuthHandler(new KeyAuthOptions
        {
            KeyNames = config.Texts("key_names"),
            InHeader = config.Flag("key_in_header"),
            InQuery = config.Flag("key_in_query"),
            InBody = config.Flag("key_in_body"),
            HideCredentials = config.Flag("hide_credentials"),
            Anonymous = config.Text("anonymous"),
            RunOnPreflight = config.Flag("run_on_preflight"),
            Realm = config.Text("realm"),
        });
    }
}
