using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RequestTermination;

/// <summary>Answers requests itself with a fixed response (gateway.md 12.7).</summary>
internal sealed class RequestTerminationPlugin : Plugin
{
    public override string Name => "request-termination";

    public override int Priority => 2;

    public override PluginPhases Phases => PluginPhases.Access;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Integer("status_code", "Status of the response.", 100, 599, 503),
        Field.Text("message", "Message of the response; not together with body."),
        Field.Text("content_type", "Content type of body; none when absent."),
        Field.Text("body", "Body of the response, as it is."),
        Field.Flag("echo", "Answer with a copy of the request.", false),
        Field.Text("trigger", "Only when the request has a header or query parameter of this name.").Checked(HeaderNames.Check))
        with
    {
        EntityChecks = [CheckBody],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var options = new RequestTerminationOptions(
            config.Integer("status_code"),
            config.Text("message"),
            config.Text("content_type"),
            config.Text("body"),
            config.Flag("echo"),
            config.Text("trigger"));
        return new RequestTerminationHandler(options, new EchoWriter(services));
    }

    private static IEnumerable<(string Path, string Message)> CheckBody(JsonObject config)
    {
        if (config.Text("message") is not null && (config.Text("body") is not null || config.Text("content_type") is not null))
        {
            yield return ("config", "message cannot be used with content_type or body");
        }
        else if (config.Text("content_type") is not null && config.Text("body") is null)
        {
            yield return ("config", "content_type requires a body");
        }
        else if (config.Flag("echo") && (config.Text("body") is not null || config.Text("content_type") is not null))
        {
            yield return ("config", "echo cannot be used with content_type and body");
        }
    }
}
