using System.Buffers;
using Microsoft.AspNetCore.Http;
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
        if (_changesBody && WillChangeBody(context))
        {
            context.Items[_heldKey] = new HeldBody();
            headers.ContentLength = null;
        }

        ChangeHeaders(headers);
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
    private static bool WillChangeBody(PluginContext context)
    {
        var response = context.Response;
        return context.Request.Method != "HEAD"
            && response.StatusCode is not (204 or 304)
            && ContentTypes.IsJson(response.Headers.ContentType)
            && response.Headers.ContentEncoding.Count == 0;
    }

    private void ChangeHeaders(IHeaderDictionary headers)
    {
        foreach (var name in _options.RemoveHeaders)
        {
            headers.Remove(name);
        }

        foreach (var (from, to) in _options.RenameHeaders)
        {
            if (headers.Remove(from, out var values))
            {
                headers[to] = values;
            }
        }

        foreach (var (name, value) in _options.ReplaceHeaders)
        {
            if (headers.ContainsKey(name))
            {
                headers[name] = value;
            }
        }

        foreach (var (name, value) in _options.AddHeaders)
        {
            headers.TryAdd(name, value);
        }

        foreach (var (name, value) in _options.AppendHeaders)
        {
            headers.Append(name, value);
        }
    }

    private ReadOnlyMemory<byte> Transform(ReadOnlyMemory<byte> body)
    {
        if (JsonBody.ParseObject(body.Span) is not { } json)
        {
            return body;
        }

        var changed = JsonFields.Remove(json, _options.RemoveJson);
        changed |= JsonFields.Rename(json, _options.RenameJson);
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
