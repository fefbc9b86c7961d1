using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.CorrelationId;

internal sealed class CorrelationIdHandler(string headerName, IIdGenerator generator, bool echoDownstream) : PluginHandler
{
    private readonly string _itemKey = $"correlation-id:{Guid.NewGuid():N}";

    public override ValueTask AccessAsync(PluginContext context)
    {
        var sent = context.CurrentHeader(headerName);
        var id = sent.Count > 0 ? sent[0] : null;
        if (string.IsNullOrEmpty(id))
        {
            id = generator.Next(context);
            context.ServiceRequest.SetHeader(headerName, id);
        }

        context.LogFields["correlation_id"] = id;
        if (echoDownstream)
        {
            context.Items[_itemKey] = id;
        }

        return default;
    }

    public override void HeaderFilter(PluginContext context)
    {
        if (!echoDownstream)
        {
            return;
        }

        // Without an access phase (a request that no route matched) the client still gets an id to quote.
        var id = context.Items.TryGetValue(_itemKey, out var item) && item is string known
            ? known
            : context.CurrentHeader(headerName) is [{ Length: > 0 } sent, ..] ? sent : generator.Next(context);
        context.Response.Headers[headerName] = id;
    }
}
