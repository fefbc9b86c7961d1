using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Redirect;

internal sealed class RedirectHandler(int status, string location, bool keepIncomingPath) : PluginHandler
{
    private static readonly ReadOnlyMemory<byte> Body = "redirecting"u8.ToArray();

    private readonly string _origin = new Uri(location).GetLeftPart(UriPartial.Authority);
    private readonly string _fragment = new Uri(location).Fragment;

    public override ValueTask AccessAsync(PluginContext context)
    {
        context.Response.Headers.Location = keepIncomingPath ? WithTarget(context) : location;
        context.Exit(status, Body, null);
        return default;
    }

    private string WithTarget(PluginContext context)
    {
        // The path is in normal form, with characters in it that a header may not have.
        var path = Bodies.UriText.Escape(context.Request.Path);
        var query = context.ServiceRequest.QueryString;
        return query.Length == 0 ? $"{_origin}{path}{_fragment}" : $"{_origin}{path}?{query}{_fragment}";
    }
}
