using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.HmacAuth;

/// <summary>Authenticates by a signature over parts of the request, made with a secret that both sides know.</summary>
internal sealed class HmacAuthPlugin : Plugin
{
    public override string Name => "hmac-auth";

    public override int Priority => 1030;

    public override PluginPhases Phases => PluginPhases.Access;

    public override bool ConsumerScope => false;

    public override bool Authenticates => true;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Flag("hide_credentials", "Take the signature out of the request before it goes to the upstream.", false),
        Field.Number("clock_skew", "Seconds that the request's date may be off.", double.Epsilon, int.MaxValue, 300),
        Field.Text("anonymous", "Id or username of the consumer that requests without a valid signature are let through as."),
        Field.Flag("validate_request_body", "Compare the body with the Digest header.", false),
        Field.Texts("enforce_headers", "Headers that must be among those signed.", []),
        Field.Texts("algorithms", "Algorithms that are accepted.", HmacSignature.Algorithms, CheckAlgorithm),
        Field.Text("realm", "The realm that the WWW-Authenticate header of a refusal names."));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services) => new HmacAuthHandler(new HmacAuthOptions
    {
        HideCredentials = instance.Config.Flag("hide_credentials"),
        ClockSkew = instance.Config.Number("clock_skew"),
        Anonymous = instance.Config.Text("anonymous"),
        ValidatesBody = instance.Config.Flag("validate_request_body"),
        EnforcedHeaders = instance.Config.Texts("enforce_headers"),
        Algorithms = instance.Config.Texts("algorithms"),
        Realm = instance.Config.Text("realm"),
    });

    private static string? CheckAlgorithm(System.Text.Json.Nodes.JsonNode value) =>
        HmacSignature.Algorithms.Contains(value.GetValue<string>()) ? null : $"expected one of: {string.Join(", ", HmacSignature.Algorithms)}";
}
