using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RequestTermination;

internal sealed class RequestTerminationHandler : PluginHandler
{
    private readonly RequestTerminationOptions _options;
    private readonly EchoWriter _echo;
    private readonly byte[] _body;
    private readonly string? _contentType;

    public RequestTerminationHandler(RequestTerminationOptions options, EchoWriter echo)
    {
        _options = options;
        _echo = echo;
        if (options.Body is { } body)
        {
            _body = Encoding.UTF8.GetBytes(body);
            _contentType = options.ContentType;
        }
        else if (options.EffectiveMessage is { } message)
        {
            _body = Encoding.UTF8.GetBytes(new JsonObject { ["message"] = message }.ToJsonString(PluginJson.Options));
            _contentType = PluginExitExtensions.JsonContentType;
        }
        else
        {
            _body = [];
        }
    }

    public override ValueTask AccessAsync(PluginContext context)
    {
        if (_options.Trigger is { } trigger && !IsTriggered(context, trigger))
        {
            return default;
        }

        if (_options.Echo)
        {
            return EchoAsync(context);
        }

        context.Exit(_options.StatusCode, _body, _contentType);
        return default;
    }

    private static bool IsTriggered(PluginContext context, string trigger) =>
        context.CurrentHeader(trigger).Count > 0
        || (context.ServiceRequest.QueryString is { Length: > 0 } query && ArgumentTable.Parse(query).Contains(trigger));

    private async ValueTask EchoAsync(PluginContext context)
    {
        var body = await _echo.WriteAsync(context, _options.EffectiveMessage).ConfigureAwait(false);
        context.Exit(_options.StatusCode, body, PluginExitExtensions.JsonContentType);
    }
}
