using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Cors;

internal sealed class CorsHandler(CorsOptions options) : PluginHandler
{
    private readonly string _preflightItem = $"cors:{Guid.NewGuid():N}";

    public override ValueTask AccessAsync(PluginContext context)
    {
        var request = context.Request.Headers;
        if (context.Request.Method != "OPTIONS" || request.Origin.Count == 0 || request.AccessControlRequestMethod.Count == 0)
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
        var origin = context.Request.Headers.Origin;
        if ((origin.Count == 0 && !options.AllowOriginAbsent) || context.Items.ContainsKey(_preflightItem))
        {
            return;
        }

        var response = context.Response.Headers;
        SetOrigin(origin, response);
        if (options.ExposedHeaders is not null)
        {
            response.AccessControlExposeHeaders = options.ExposedHeaders;
        }
    }

    private void AnswerPreflight(IHeaderDictionary request, IHeaderDictionary response)
    {
        SetOrigin(request.Origin, response);
        StringValues headers = options.Headers is null ? request.AccessControlRequestHeaders : options.Headers;
        if (headers.Count > 0)
        {
            response.AccessControlAllowHeaders = headers;
        }

        response.AccessControlAllowMethods = options.Methods;
        if (options.MaxAge is not null)
        {
            response.AccessControlMaxAge = options.MaxAge;
        }

        if (options.PrivateNetwork && request["Access-Control-Request-Private-Network"] == "true")
        {
            response["Access-Control-Allow-Private-Network"] = "true";
        }
    }

    private void SetOrigin(string? origin, IHeaderDictionary response)
    {
        if (options.Origins.AllowsAll)
        {
            SetAnyOrigin(origin, response);
            return;
        }

        AddVary(response);
        if (options.Origins.Single is { } single)
        {
            response.AccessControlAllowOrigin = single;
        }
        else if (!string.IsNullOrEmpty(origin) && options.Origins.Matches(origin))
        {
            response.AccessControlAllowOrigin = origin;
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

    private void SetAnyOrigin(string? origin, IHeaderDictionary response)
    {
        if (!options.Credentials || string.IsNullOrEmpty(origin))
        {
            response.AccessControlAllowOrigin = "*";
            return;
        }

        // Browsers refuse credentials together with *, so the origin is named.
        AddVary(response);
        response.AccessControlAllowOrigin = origin;
        response.AccessControlAllowCredentials = "true";
    }

    private static void AddVary(IHeaderDictionary response)
    {
        foreach (var value in response.Vary)
        {
            if (value is not null && (value.Contains("Origin", StringComparison.OrdinalIgnoreCase) || value.Contains('*', StringComparison.Ordinal)))
            {
                return;
            }
        }

        response.Append("Vary", "Origin");
    }
}
