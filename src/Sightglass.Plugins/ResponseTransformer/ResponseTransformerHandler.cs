using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Bodies;
using Sightglass.Plugins.Transforming;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.ResponseTransformer;

internal sealed class ResponseTransformerHandler : PluginHandler
{
    /// <summary>The largest body that is collected and changed: 8 MiB. A larger one goes to the client unchanged.</summary>
    public const int MaxBody = 8 * 1024 * 1024;

    private readonly ResponseTransformerOptions _options;
    private readonly bool _changesBody;
    private readonly string _heldKey = $"response-transformer:{Guid.NewGuid():N}";

    public ResponseTransformerHandler(ResponseTransformerOptions options)
    {
        _options = options;
        _changesBody = options.ChangesBody;
    }

    public override void HeaderFilter(PluginContext context)
    {
        var headers = context.Response.Headers;
        var isJson = _changesBody && ContentTypes.IsJson(headers.ContentType);
        ChangeHeaders(headers);
        if (isJson)
        {
            // Nobody knows yet how long it will be.
            headers.ContentLength = null;
        }

        if (_changesBody && HasReadableBody(context))
        {
            context.Items[_heldKey] = new HeldBody();
        }
    }

    public override void BodyFilter(PluginContext context, ref BodyPiece piece)
    {
        if (!_changesBody
            || !context.Items.TryGetValue(_heldKey, out var value)
            || value is not HeldBody { Buffer: { } buffer } held)
        {
            return;
        }

        buffer.Write(piece.Data.Span);
        if (buffer.WrittenCount > MaxBody)
        {
            held.Buffer = null;
            piece.Data = buffer.WrittenMemory;
        }
        else
        {
            piece.Data = piece.IsLast ? Transform(buffer.WrittenMemory) : default;
        }
    }

    /// <summary>Whether the response has a JSON body that can be read: not compressed, and one that is really sent.</summary>
    private static bool HasReadableBody(PluginContext context)
    {
        var response = context.Response;
        return context.Request.Method != "HEAD"
            && response.StatusCode is not (204 or 304)
            && ContentTypes.IsJson(response.Headers.ContentType)
            && response.Headers.ContentEncoding.Count == 0;
    }

    /// <summary>
    /// All steps go by what the response had at the beginning: a header that was removed is not there anew for <c>add</c>, and can still
    /// be renamed.
    /// </summary>
    private void ChangeHeaders(IHeaderDictionary headers)
    {
        var before = Before(headers);
        foreach (var name in _options.RemoveHeaders)
        {
            headers.Remove(name);
        }

        foreach (var (from, to) in _options.RenameHeaders)
        {
            if (Was(before, headers, from, out var values))
            {
                headers[to] = values;
                headers.Remove(from);
            }
        }

        foreach (var (name, value) in _options.ReplaceHeaders)
        {
            if (Was(before, headers, name, out _))
            {
                headers[name] = value;
            }
        }

        foreach (var (name, value) in _options.AddHeaders)
        {
            if (!Was(before, headers, name, out _))
            {
                headers[name] = value;
            }
        }

        foreach (var (name, value) in _options.AppendHeaders)
        {
            headers.Append(name, value);
        }
    }

    /// <summary>The headers at the beginning, where a step could miss or find one that another made; else null.</summary>
    private Dictionary<string, StringValues>? Before(IHeaderDictionary headers) =>
        _options.NeedsHeadersBefore ? new Dictionary<string, StringValues>(headers, StringComparer.OrdinalIgnoreCase) : null;

    private static bool Was(Dictionary<string, StringValues>? before, IHeaderDictionary headers, string name, out StringValues values) =>
        before is null ? headers.TryGetValue(name, out values) : before.TryGetValue(name, out values);

    private ReadOnlyMemory<byte> Transform(ReadOnlyMemory<byte> body)
    {
        if (JsonBody.ParseObject(body.Span) is not { } json)
        {
            return body;
        }

        var changed = JsonFields.Remove(json, _options.RemoveJson);
        foreach (var (from, to) in _options.RenameJson)
        {
            changed |= JsonFields.Rename(json, from, to);
        }

        foreach (var entry in _options.ReplaceJson)
        {
            changed |= JsonFields.Replace(json, entry.Name, entry.Make());
        }

        foreach (var entry in _options.AddJson)
        {
            changed |= JsonFields.Add(json, entry.Name, entry.Make());
        }

        foreach (var entry in _options.AppendJson)
        {
            JsonFields.Append(json, entry.Name, entry.Make());
            changed = true;
        }

        return changed ? JsonBody.ToBytes(json) : body;
    }
}
