using System.Globalization;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace Sightglass.Plugins.Lua.Operations;

/// <summary><c>http(uri, options)</c>: an HTTP call.</summary>
internal static class HttpOperation
{
    public static async ValueTask<object?[]> RunAsync(LuaRun run, object?[] arguments)
    {
        var address = LuaOperations.Text(arguments, 0, "request_uri");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return [null, $"bad uri: {address}"];
        }

        var options = arguments.Length > 1 && arguments[1] is Dictionary<string, object?> given ? given : [];
        var request = new PluginHttpRequest
        {
            Uri = WithQuery(uri, options.GetValueOrDefault("query")),
            Method = options.GetValueOrDefault("method") as string ?? "GET",
            Headers = Headers(options.GetValueOrDefault("headers")),
            Body = options.TryGetValue("body", out var body) && body is not null ? LuaOperations.Bytes(body) : null,
        };
        var client = run.Program.Host.Http(run.Program.Services, verify: options.GetValueOrDefault("ssl_verify") is not false);
        try
        {
            using var timeout = Timeout(run, options);
            var response = await client.SendAsync(run.Scope, request, timeout.Token).ConfigureAwait(false);
            return [ToTable(response)];
        }
        catch (PluginIoException e)
        {
            return [null, e.Error == PluginIoError.Timeout ? "timeout" : e.Message];
        }
        catch (OperationCanceledException) when (!run.Cancellation.IsCancellationRequested)
        {
            return [null, "timeout"];
        }
    }

    private static TimeoutSource Timeout(LuaRun run, Dictionary<string, object?> options)
    {
        var milliseconds = options.TryGetValue("timeout", out var value) && value is not null
            ? LuaOperations.Number([value], 0, "timeout")
            : 60_000;
        return new TimeoutSource(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 1, 600_000)), run.Program.Services.Time, run.Cancellation);
    }

    private static Uri WithQuery(Uri uri, object? query)
    {
        var text = query switch
        {
            Dictionary<string, object?> map => string.Join('&', map.Select(item => $"{Uri.EscapeDataString(item.Key)}={Uri.EscapeDataString(Text(item.Value))}")),
            null => "",
            _ => Text(query).TrimStart('?'),
        };
        return text.Length == 0 ? uri : new UriBuilder(uri) { Query = uri.Query.Length > 1 ? $"{uri.Query[1..]}&{text}" : text }.Uri;
    }

    private static List<KeyValuePair<string, string>> Headers(object? headers)
    {
        var list = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in headers as Dictionary<string, object?> ?? [])
        {
            foreach (var item in value as List<object?> ?? [value])
            {
                var text = Text(item);
                if (!HeaderNames.IsValid(name) || !HeaderNames.IsValidValue(text))
                {
                    throw new LuaException($"invalid header '{name}'");
                }

                list.Add(new(name, text));
            }
        }

        return list;
    }

    private static Dictionary<string, object?> ToTable(PluginHttpResponse response)
    {
        var headers = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in response.Headers)
        {
            headers[name] = headers.TryGetValue(name, out var present)
                ? present is List<object?> list ? [.. list, value] : new List<object?> { present, value }
                : value;
        }

        return new Dictionary<string, object?>
        {
            ["status"] = (long)response.StatusCode,
            ["reason"] = response.Reason,
            ["headers"] = headers,
            ["has_body"] = response.Body.Length > 0,
            ["body"] = response.Body,
        };
    }

    private static string Text(object? value) => value switch
    {
        true => "true",
        false => "false",
        byte[] bytes => System.Text.Encoding.Latin1.GetString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
