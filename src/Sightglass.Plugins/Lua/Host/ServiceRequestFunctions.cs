using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.service.request</c> is made of.</summary>
internal static class ServiceRequestFunctions
{
    public static HostFunction[] All { get; } =
    [
        Changing("upstream_method", (request, call) => request.Method = call.Text(1)),
        Changing("upstream_path", (request, call) => request.Path = Path(call.Text(1))),
        Changing("upstream_query", (request, call) => request.QueryString = call.Text(1)),
        Changing("upstream_body", (request, call) => request.SetBody(call.Bytes(1).ToArray())),
        Changing("upstream_buffering", (request, _) => request.EnableBuffering()),
        Changing("upstream_set_header", SetHeader),
        Changing("upstream_add_header", (request, call) => request.AddHeader(Name(call), Value(call))),
        Changing("upstream_clear_header", (request, call) => request.RemoveHeader(Name(call))),
    ];

    /// <summary>A header value as scripts may give it.</summary>
    public static StringValues HeaderValue(object? value) => value switch
    {
        string text => Checked(text),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        List<object?> list => new StringValues([.. list.Select(item => HeaderValue(item).ToString())]),
        _ => throw new LuaException("invalid header value: expected a string, number, boolean or a list of them"),
    };

    public static string Name(HostCall call)
    {
        var name = call.Text(1);
        return HeaderNames.IsValid(name) ? name : throw new LuaException($"invalid header name '{name}'");
    }

    public static StringValues Value(HostCall call) => HeaderValue(call.Value(2));

    private static void SetHeader(PluginServiceRequest request, HostCall call)
    {
        var name = Name(call);
        var value = Value(call);
        if (name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            request.Host = value;
        }
        else
        {
            request.SetHeader(name, value);
        }
    }

    private static string Path(string path) =>
        path.StartsWith('/') ? path : throw new LuaException("path must start with /");

    private static string Checked(string text) =>
        HeaderNames.IsValidValue(text) ? text : throw new LuaException("invalid header value: it holds a control character");

    private static HostFunction Changing(string name, Change change) => new(name, call =>
    {
        call.Only(LuaPhases.BeforeUpstream);
        change(call.Context.ServiceRequest, call);
        return 0;
    });

    private delegate void Change(PluginServiceRequest request, HostCall call);
}
