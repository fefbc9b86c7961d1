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
    private readonly bool _movesForm = options.Method is "GET" or "HEAD" or "TRACE";

    public override ValueTask AccessAsync(PluginContext context)
    {
        var scope = new TemplateScope(context, expressions);

        // Every value is rendered before the first change: an expression sees the request as this plugin found it.
        var rendered = new RenderedRequest(
            options.Uri?.Render(scope),
            options.Headers.IsEmpty ? default : options.Headers.Render(scope),
            options.Body.IsEmpty ? default : options.Body.Render(scope),
            options.Query.IsEmpty ? default : options.Query.Render(scope));
        if (!AreSendable(rendered.Headers))
        {
            // Only an expression can bring such a character in, and only from what the client sent.
            context.ExitWithError(400, "Bad request");
            return default;
        }

        if (rendered.Uri is not null)
        {
            SetPath(context, rendered.Uri);
        }

        if (options.Method is not null)
        {
            context.ServiceRequest.Method = options.Method;
        }

        if (!options.Body.IsEmpty || (_movesForm && Kind(context, out _) == ContentKind.Form))
        {
            return WithBodyAsync(context, rendered);
        }

        ApplyHeaders(context, rendered.Headers);
        ApplyQuery(context, rendered);
        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        if (expressions is not null)
        {
            await expressions.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask WithBodyAsync(PluginContext context, RenderedRequest rendered)
    {
        if (_movesForm && Kind(context, out _) == ContentKind.Form)
        {
            var form = await context.ReadCurrentBodyAsync(RequestFields.MaxBody).ConfigureAwait(false);
            if (form is { IsEmpty: false } fields)
            {
                AppendToQuery(context, fields);
            }
        }

        // The body is read as what the headers, changed by now, say that it is.
        ApplyHeaders(context, rendered.Headers);
        var kind = Kind(context, out var boundary);
        if (kind != ContentKind.Other
            && !options.Body.IsEmpty
            && await context.ReadCurrentBodyAsync(RequestFields.MaxBody).ConfigureAwait(false) is { } bytes
            && BodyTransform.Apply(kind, bytes, boundary, rendered.Body) is { } changed)
        {
            context.ServiceRequest.SetBody(changed);
        }

        ApplyQuery(context, rendered);
    }

    private static ContentKind Kind(PluginContext context, out string boundary) =>
        ContentTypes.Classify(context.ServiceRequest.GetHeader("Content-Type"), out boundary);

    /// <summary>A method without body gets the form's fields as parameters, so that they are not lost on the way.</summary>
    private static void AppendToQuery(PluginContext context, ReadOnlyMemory<byte> form)
    {
        var query = ArgumentTable.Parse(context.ServiceRequest.QueryString);
        foreach (var (name, values) in ArgumentTable.Parse(Encoding.UTF8.GetString(form.Span)).All())
        {
            foreach (var value in values)
            {
                query.Append(name, value);
            }
        }

        context.ServiceRequest.QueryString = query.ToSortedText();
    }

    private static void SetPath(PluginContext context, string uri)
    {
        if (!uri.StartsWith('/'))
        {
            throw new InvalidOperationException($"replace.uri: a path must start with '/', but the template gave '{uri}'");
        }

        var question = uri.IndexOf('?', StringComparison.Ordinal);
        context.ServiceRequest.Path = question < 0 ? uri : uri[..question];
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

    private static void ApplyQuery(PluginContext context, in RenderedRequest rendered)
    {
        var request = context.ServiceRequest;
        if (rendered.Query.Remove is not null)
        {
            var query = ArgumentTable.Parse(request.QueryString);
            ArgumentsTransform.Apply(query, rendered.Query);
            request.QueryString = query.ToSortedText();
        }

        // A query in the configured path stays in front of the request's own, which is put behind it as it would be behind any path.
        if (rendered.Uri is { } uri && uri.IndexOf('?', StringComparison.Ordinal) is >= 0 and var question)
        {
            var own = request.QueryString;
            var configured = UriText.Escape(uri.AsSpan(question + 1));
            request.QueryString = own.Length == 0 ? configured : $"{configured}?{own}";
        }
    }
}
