using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Cors;

internal sealed class CorsHandler(CorsOptions options) : PluginHandler
{
    private readonly string _preflightItem = $"cors:{Guid.NewGuid():N}";

    public override ValueTask AccessAsync(PluginContext context)
    {
        var request = context.ServiceRequest;
        if (request.Method != "OPTIONS"
            || request.GetHeader("Origin").Count == 0
            || request.GetHeader("Access-Control-Request-Method").Count == 0)
        {
            return default;
        }

        // Whether the upstream answers or this plugin does: header_filter has nothing to add.
        context.Items[_preflightItem] = true;
        if (!options.PreflightContinue)
        {
            AnswerPreflight(request, context.Response.Headers);
            context.Exit(200, default, null);
        }

        return default;
    }

    public override void HeaderFilter(PluginContext context)
    {
        var origin = context.ServiceRequest.GetHeader("Origin");
        if ((origin.Count == 0 && !options.AllowOriginAbsent) || context.Items.ContainsKey(_preflightItem))
        {
            return;
        }

        var response = context.Response.Headers;
        SetOrigin(First(origin), response, isPreflight: false);
        if (options.ExposedHeaders is not null)
        {
            response.AccessControlExposeHeaders = options.ExposedHeaders;
        }
    }

    private static string? First(StringValues values) => values.Count == 0 ? null : values[0];

    private void AnswerPreflight(PluginServiceRequest request, IHeaderDictionary response)
    {
        SetOrigin(First(request.GetHeader("Origin")), response, isPreflight: true);
        if ((options.Headers ?? First(request.GetHeader("Access-Control-Request-Headers"))) is { } headers)
        {
            response.AccessControlAllowHeaders = headers;
        }

        response.AccessControlAllowMethods = options.Methods;
        if (options.MaxAge is not null)
        {
            response.AccessControlMaxAge = options.MaxAge;
        }

        if (options.PrivateNetwork && First(request.GetHeader("Access-Control-Request-Private-Network")) == "true")
        {
            response["Access-Control-Allow-Private-Network"] = "true";
        }
    }

    private void SetOrigin(string? origin, IHeaderDictionary response, bool isPreflight)
    {
        var origins = options.Origins;
        if (origins.AllowsAll)
        {
            SetAnyOrigin(origin, response, isPreflight);
            return;
        }

        AddVary(response, isPreflight);
        if (origins.AllowsNamed && origin is not null)
        {
            SetAnyOrigin(origin, response, isPreflight);
            return;
        }

        if ((origins.Single ?? (origin is null ? null : origins.Match(origin))) is { } allowed)
        {
            response.AccessControlAllowOrigin = allowed;
        }
        else
        {
            response.Remove("Access-Control-Allow-Origin");
        }

        if (options.Credentials)
        {
            response.AccessControlAllowCredentials = "true";
        }
    }

    private void SetAnyOrigin(string? origin, IHeaderDictionary response, bool isPreflight)
    {
        if (!options.Credentials || origin is null)
        {
            response.AccessControlAllowOrigin = "*";
            return;
        }

        // Browsers refuse credentials together with *, so the origin is named.
        AddVary(response, isPreflight);
        response.AccessControlAllowOrigin = origin;
        response.AccessControlAllowCredentials = "true";
    }

    /// <summary>In addition to what the upstream says that its response depends on; the answer to a preflight has no upstream.</summary>
    private static void AddVary(IHeaderDictionary response, bool isPreflight)
    {
        if (isPreflight)
        {
            response.Vary = "Origin";
        }
        else
        {
            response.Append("Vary", "Origin");
        }
    }
}
