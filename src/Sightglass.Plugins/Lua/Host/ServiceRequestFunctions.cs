using System.Buffers;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.service</c> and <c>kong.service.request</c> are made of.</summary>
internal static class ServiceRequestFunctions
{
    private const int MaxTimeout = 2_147_483_646;

    private static readonly SearchValues<string> Methods = SearchValues.Create(
        ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "MKCOL", "COPY", "MOVE", "PROPFIND", "PROPPATCH", "LOCK", "UNLOCK", "PATCH", "TRACE"],
        StringComparison.Ordinal);

    public static HostFunction[] All { get; } =
    [
        Changing("upstream_method", LuaPhaseRule.Change, (request, call) => request.Method = Method(call)),
        Changing("upstream_scheme", LuaPhaseRule.ChangeForTry, (request, call) => request.Scheme = Scheme(call)),
        Changing("upstream_path", LuaPhaseRule.ChangeForTry, (request, call) => request.Path = Path(call)),
        Changing("upstream_query", LuaPhaseRule.Change, (request, call) => request.QueryString = call.Text(1, "query must be a string")),
        Changing("upstream_clear_query", LuaPhaseRule.Change, ClearQuery),
        Changing("upstream_body", LuaPhaseRule.ChangeForTry, SetBody),
        Changing("upstream_buffering", LuaPhaseRule.ChangeForTry, (request, _) => request.EnableBuffering()),
        Changing("upstream_set_header", LuaPhaseRule.ChangeForTry, SetHeader),
        Changing("upstream_add_header", LuaPhaseRule.Change, AddHeader),
        Changing("upstream_clear_header", LuaPhaseRule.Change, (request, call) => request.RemoveHeader(HeaderArguments.Checked(call.Text(1, "header must be a string")))),
        Changing("service_target", LuaPhaseRule.Target, SetTarget),
        new("service_upstream", SetUpstream),
        Changing("service_retries", LuaPhaseRule.Access, (request, call) => request.Retries = call.Integer(1, "retries", 0, 32_767)),
        Changing("service_timeouts", LuaPhaseRule.Access, SetTimeouts),
    ];

    private static string Method(HostCall call)
    {
        var method = call.Text(1, "method must be a string");
        return Methods.Contains(method) ? method : throw new LuaException($"invalid method: {method}");
    }

    private static string Scheme(HostCall call)
    {
        var scheme = call.Text(1, "scheme must be a string");
        return scheme is "http" or "https" ? scheme : throw new LuaException($"invalid scheme: {scheme}");
    }

    private static string Path(HostCall call)
    {
        var path = call.Text(1, "path must be a string");
        return path.StartsWith('/') ? path : throw new LuaException("path must start with /");
    }

    private static void ClearQuery(PluginServiceRequest request, HostCall call)
    {
        var name = call.Text(1, "query argument name must be a string");
        var pairs = UrlEncodedPairs.Parse(request.QueryString);
        pairs.Remove(name);
        if (pairs.IsChanged)
        {
            request.QueryString = pairs.ToString();
        }
    }

    private static void SetBody(PluginServiceRequest request, HostCall call)
    {
        _ = call.Text(1, "body must be a string");
        request.SetBody(call.Bytes(1).ToArray());
    }

    private static void SetHeader(PluginServiceRequest request, HostCall call)
    {
        var (name, value) = HeaderArguments.Read(call, 1, 2);
        if (name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            request.Host = value;
        }
        else
        {
            request.SetHeader(name, value);
        }
    }

    private static void AddHeader(PluginServiceRequest request, HostCall call)
    {
        var (name, value) = HeaderArguments.Read(call, 1, 2);
        if (name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            request.Host = value;
        }
        else
        {
            request.AddHeader(name, value);
        }
    }

    /// <summary><c>service_target(host, port)</c>.</summary>
    private static void SetTarget(PluginServiceRequest request, HostCall call)
    {
        var host = call.Text(1, "host must be a string");
        request.SetTarget(host, call.Integer(2, "port", 0, 65_535));
        request.Host = host;
    }

    /// <summary><c>service_upstream(name)</c>: true, or nil and a message.</summary>
    private static int SetUpstream(HostCall call)
    {
        call.Only(LuaPhaseRule.Access);
        var name = call.Text(1, "host must be a string");
        return call.Context.ServiceRequest.TrySetUpstream(name)
            ? call.Return(true)
            : call.ReturnProblem($"could not find an Upstream named '{name}'");
    }

    private static void SetTimeouts(PluginServiceRequest request, HostCall call) => request.SetTimeouts(
        call.Integer(1, "connect_timeout", 1, MaxTimeout),
        call.Integer(2, "write_timeout", 1, MaxTimeout),
        call.Integer(3, "read_timeout", 1, MaxTimeout));

    private static HostFunction Changing(string name, LuaPhaseRule rule, Change change) => new(name, call =>
    {
        call.Only(rule);
        change(call.Context.ServiceRequest, call);
        return 0;
    });

    private delegate void Change(PluginServiceRequest request, HostCall call);
}
