using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.ProxyCache;

internal sealed class ProxyCacheHandler(ProxyCacheOptions options, ResponseStore store) : PluginHandler
{
    private const string StatusHeader = "X-Cache-Status";
    private const string KeyHeader = "X-Cache-Key";

    private readonly string _recordingItem = $"proxy-cache:{Guid.NewGuid():N}";

    public override ValueTask AccessAsync(PluginContext context)
    {
        var directives = options.CacheControl
            ? CacheDirectives.Parse(context.ServiceRequest.GetHeader("Cache-Control"))
            : default;
        if (!IsCacheable(context, directives))
        {
            Show(context, StatusHeader, "Bypass", options.ShowStatus);
            return default;
        }

        var key = CacheKey.Of(context, options);
        Show(context, KeyHeader, key, options.ShowKey);
        var now = context.Time.GetUtcNow().ToUnixTimeSeconds();
        if (!store.TryGet(options.Area, key, now, out var kept))
        {
            if (directives.OnlyIfCached)
            {
                context.Exit(StatusCodes.Status504GatewayTimeout, default, null);
            }
            else
            {
                Record(context, key, "Miss");
            }
        }
        else if (IsGoodEnough(kept, directives, now - kept.StoredAt))
        {
            Answer(context, kept, key, now - kept.StoredAt);
        }
        else
        {
            Record(context, key, "Refresh");
        }

        return default;
    }

    public override void HeaderFilter(PluginContext context)
    {
        if (Recording(context) is not { } recording)
        {
            return;
        }

        var response = context.Response;
        var directives = options.CacheControl ? CacheDirectives.Parse(response.Headers.CacheControl) : default;
        var seconds = options.CacheControl ? directives.SecondsToLive(response.Headers, context.Time.GetUtcNow()) : options.CacheTtl;
        if (context.HasExited || !MayBeKept(response, directives, seconds))
        {
            Show(context, StatusHeader, "Bypass", options.ShowStatus);
            context.Items.Remove(_recordingItem);
            return;
        }

        recording.Status = response.StatusCode;
        recording.SecondsToLive = seconds;
        recording.Headers = [.. response.Headers.Where(header => IsKept(header.Key))];
        if (context.Request.Method == "HEAD")
        {
            // There is no body to wait for.
            Keep(context, recording, default);
            context.Items.Remove(_recordingItem);
        }
    }

    public override void BodyFilter(PluginContext context, ref BodyPiece piece)
    {
        if (Recording(context) is not { Status: > 0, Body: { } body } recording)
        {
            return;
        }

        if (body.WrittenCount + piece.Data.Length > ResponseStore.MaxBody)
        {
            recording.Body = null;
            return;
        }

        body.Write(piece.Data.Span);
        if (piece.IsLast)
        {
            Keep(context, recording, body.WrittenSpan.ToArray());
        }
    }

    private void Keep(PluginContext context, ResponseRecording recording, ReadOnlyMemory<byte> body)
    {
        var now = context.Time.GetUtcNow().ToUnixTimeSeconds();
        var kept = new KeptResponse(recording.Status, recording.Headers, body, now, recording.SecondsToLive);
        store.Set(options.Area, recording.Key, kept, options.StorageTtl ?? recording.SecondsToLive);
    }

    private bool IsCacheable(PluginContext context, in CacheDirectives directives)
    {
        if (!options.RequestMethods.AsSpan().Contains(context.ServiceRequest.Method))
        {
            return false;
        }

        // A response to credentials is for their owner alone, unless it says otherwise (RFC 9111, 3.5).
        return !options.CacheControl
            || !(directives.NoStore || directives.NoCache || context.ServiceRequest.GetHeader("Authorization").Count > 0);
    }

    private bool IsGoodEnough(KeptResponse kept, in CacheDirectives directives, long age)
    {
        if (!options.CacheControl)
        {
            return age <= options.CacheTtl;
        }

        return !(age > directives.MaxAge || age - kept.SecondsToLive > directives.MaxStale || kept.SecondsToLive - age < directives.MinFresh);
    }

    private bool MayBeKept(PluginResponse response, in CacheDirectives directives, double seconds)
    {
        if (!options.ResponseCodes.AsSpan().Contains(response.StatusCode) || !IsKeptType(response.Headers.ContentType))
        {
            return false;
        }

        return !options.CacheControl || !(directives.Private || directives.NoStore || directives.NoCache || seconds <= 0);
    }

    private bool IsKeptType(StringValues header)
    {
        if (header.Count != 1 || !MediaTypeHeaderValue.TryParse(new StringSegment(header[0]), out var media))
        {
            return false;
        }

        foreach (var type in options.ContentTypes)
        {
            if (type.Covers(media))
            {
                return true;
            }
        }

        return false;
    }

    private void Record(PluginContext context, string key, string status)
    {
        context.Items[_recordingItem] = new ResponseRecording(key);
        Show(context, StatusHeader, status, options.ShowStatus);
    }

    private ResponseRecording? Recording(PluginContext context) =>
        context.Items.TryGetValue(_recordingItem, out var item) ? item as ResponseRecording : null;

    private void Answer(PluginContext context, KeptResponse kept, string key, long age)
    {
        var headers = context.Response.Headers;
        foreach (var (name, value) in kept.Headers)
        {
            headers[name] = value;
        }

        Show(context, "Age", age.ToString(CultureInfo.InvariantCulture), options.ShowAge);
        Show(context, StatusHeader, "Hit", options.ShowStatus);
        Show(context, KeyHeader, key, options.ShowKey);
        context.ExitAsProxied(kept.Status, kept.Body);
    }

    private static void Show(PluginContext context, string header, string value, bool isShown)
    {
        if (isShown || context.ServiceRequest.GetHeader("Kong-Debug").Count > 0)
        {
            context.Response.Headers[header] = value;
        }
    }

    /// <summary>Not what belongs to one connection or one request, and not what this plugin says itself.</summary>
    private static bool IsKept(string name) =>
        name.ToLowerInvariant() is not ("connection" or "keep-alive" or "proxy-authenticate" or "proxy-authorization" or "te" or "trailer" or "trailers"
            or "transfer-encoding" or "upgrade" or "content-length" or "via" or "age" or "x-cache-status" or "x-cache-key")
        && !name.Contains("ratelimit-remaining", StringComparison.OrdinalIgnoreCase);
}
