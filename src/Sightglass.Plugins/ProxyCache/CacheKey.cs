using System.Security.Cryptography;
using System.Text;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.ProxyCache;

/// <summary>
/// The key of a request: SHA-256 in hex of who asks, where, and for what. Two requests with the same key get the same response, so everything
/// that tells responses apart has to be in it.
/// </summary>
internal static class CacheKey
{
    public static string Of(PluginContext context, ProxyCacheOptions options)
    {
        var text = new StringBuilder(256);
        if (context.Route is { } route)
        {
            text.Append(context.Client.Consumer is { } consumer ? $"{consumer.Id:D}:" : "").Append(route.Id.ToString("D"));
        }
        else
        {
            text.Append("default");
        }

        var line = RequestLine(context.Request);
        text.Append('|').Append(context.ServiceRequest.Method).Append('|').Append(options.IgnoreUriCase ? line.ToLowerInvariant() : line).Append('|');
        AppendParameters(text, context.ServiceRequest.QueryString, options.VaryQueryParams);
        text.Append('|');
        AppendHeaders(text, context, options.VaryHeaders);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The request line up to its query. Without a query the version is part of it, as in the reference.</summary>
    private static string RequestLine(PluginRequest request)
    {
        var question = request.RawTarget.IndexOf('?', StringComparison.Ordinal);
        return question >= 0
            ? $"{request.Method} {request.RawTarget.AsSpan(0, question)}"
            : $"{request.Method} {request.RawTarget} HTTP/{(request.HttpVersion == "2" ? "2.0" : request.HttpVersion)}";
    }

    private static void AppendParameters(StringBuilder text, string query, string[] names)
    {
        if (query.Length == 0)
        {
            return;
        }

        var table = ArgumentTable.Parse(query);
        var first = true;
        foreach (var name in names.Length > 0 ? names : [.. table.All().Select(argument => argument.Key).Order(StringComparer.Ordinal)])
        {
            Append(text, name, table.Find(name), ref first);
        }
    }

    private static void AppendHeaders(StringBuilder text, PluginContext context, string[] names)
    {
        var first = true;
        foreach (var name in names)
        {
            var values = context.CurrentHeader(name);
            Append(text, name, values.Count == 0 ? null : (IReadOnlyList<string?>)values, ref first);
        }
    }

    private static void Append(StringBuilder text, string name, IReadOnlyList<string?>? values, ref bool first)
    {
        if (values is null)
        {
            return;
        }

        text.Append(first ? "" : ":").Append(name);
        first = false;
        if (values is not [null])
        {
            text.Append('=').AppendJoin(',', values.Order(StringComparer.Ordinal));
        }
    }
}
