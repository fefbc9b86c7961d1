using System.Text;
using Sightglass.Plugins.Bodies;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Templates;
using Sightglass.Plugins.Transforming;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RequestTransformer;

internal sealed class RequestTransformerHandler(RequestTransformerOptions options, LuaPool? expressions) : PluginHandler
{
    private readonly bool _movesBody = options.Method is "GET" or "HEAD" or "TRACE";

    public override ValueTask AccessAsync(PluginContext context)
    {
        var scope = new TemplateScope(context, expressions);

        // Every value is rendered before the first change: an expression sees the request as this plugin found it.
        var uri = options.Uri?.Render(scope);
        var headers = options.Headers.IsEmpty ? default : options.Headers.Render(scope);
        var body = options.Body.IsEmpty ? default : options.Body.Render(scope);
        var query = options.Query.IsEmpty ? default : options.Query.Render(scope);
        if (!AreSendable(headers))
        {
            // Only an expression can bring such a character in, and only from what the client sent.
            context.ExitWithError(400, "Bad request");
            return default;
        }

        if (uri is not null)
        {
            SetUri(context, uri);
        }

        if (options.Method is not null)
        {
            context.ServiceRequest.Method = options.Method;
        }

        var kind = options.Body.IsEmpty && !_movesBody
            ? ContentKind.Other
            : ContentTypes.Classify(context.ServiceRequest.GetHeader("Content-Type"), out _);
        if (kind == ContentKind.Other)
        {
            ApplyHeaders(context, headers);
            ApplyQuery(context, query);
            return default;
        }

        return WithBodyAsync(context, headers, body, query);
    }

    public override async ValueTask DisposeAsync()
    {
        if (expressions is not null)
        {
            await expressions.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask WithBodyAsync(PluginContext context, RenderedSteps headers, RenderedSteps body, RenderedSteps query)
    {
        var kind = ContentTypes.Classify(context.ServiceRequest.GetHeader("Content-Type"), out var boundary);
        ReadOnlyMemory<byte>? content = context.Request.HasBody
            ? await context.Request.ReadBodyAsync(RequestFields.MaxBody, context.Aborted).ConfigureAwait(false)
            : ReadOnlyMemory<byte>.Empty;
        if (_movesBody && kind == ContentKind.Form && content is { Length: > 0 } form)
        {
            AppendToQuery(context, form);
        }

        ApplyHeaders(context, headers);
        if (content is { } bytes
            && !options.Body.IsEmpty
            && BodyTransform.Apply(kind, bytes, boundary, body) is { } changed)
        {
            context.ServiceRequest.SetBody(changed);
        }

        ApplyQuery(context, query);
    }

    /// <summary>A method without body gets the form's fields as parameters, so that they are not lost on the way.</summary>
    private static void AppendToQuery(PluginContext context, ReadOnlyMemory<byte> form)
    {
        var query = context.ServiceRequest.QueryString;
        var fields = Encoding.UTF8.GetString(form.Span);
        context.ServiceRequest.QueryString = query.Length == 0 ? fields : $"{query}&{fields}";
    }

    private static void SetUri(PluginContext context, string uri)
    {
        var question = uri.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? uri : uri[..question];
        context.ServiceRequest.Path = path.StartsWith('/') ? path : "/" + path;
        if (question >= 0)
        {
            var rest = context.ServiceRequest.QueryString;
            context.ServiceRequest.QueryString = rest.Length == 0 ? uri[(question + 1)..] : $"{uri[(question + 1)..]}&{rest}";
        }
    }

    private static void ApplyHeaders(PluginContext context, in RenderedSteps steps)
    {
        if (steps.Remove is null)
        {
            return;
        }

        var request = context.ServiceRequest;
        foreach (var name in steps.Remove)
        {
            if (!IsHost(name))
            {
                request.RemoveHeader(name);
            }
        }

        foreach (var (from, to) in steps.Rename)
        {
            var values = IsHost(from) || IsHost(to) ? default : request.GetHeader(from);
            if (values.Count > 0)
            {
                request.RemoveHeader(from);
                request.SetHeader(to, values);
            }
        }

        foreach (var (name, value) in steps.Replace)
        {
            if (IsHost(name))
            {
                request.Host = value;
            }
            else if (request.GetHeader(name).Count > 0)
            {
                request.SetHeader(name, value);
            }
        }

        foreach (var (name, value) in steps.Add)
        {
            if (!IsHost(name) && request.GetHeader(name).Count == 0)
            {
                request.SetHeader(name, value);
            }
        }

        foreach (var (name, value) in steps.Append)
        {
            if (!IsHost(name))
            {
                request.AddHeader(name, value);
            }
        }
    }

    private static bool AreSendable(in RenderedSteps steps) =>
        steps.Remove is null || (AreSendable(steps.Replace) && AreSendable(steps.Add) && AreSendable(steps.Append));

    private static bool AreSendable(NamedValue[] entries)
    {
        foreach (var entry in entries)
        {
            if (!HeaderNames.IsValidValue(entry.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHost(string name) => name.Equals("host", StringComparison.OrdinalIgnoreCase);

    private static void ApplyQuery(PluginContext context, in RenderedSteps steps)
    {
        if (steps.Remove is null)
        {
            return;
        }

        var query = UrlEncodedPairs.Parse(context.ServiceRequest.QueryString);
        PairsTransform.Apply(query, steps);
        if (query.IsChanged)
        {
            context.ServiceRequest.QueryString = query.ToString();
        }
    }
}
