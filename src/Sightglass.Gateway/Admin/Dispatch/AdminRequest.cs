using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Sightglass.Configuration.Store;

namespace Sightglass.Gateway.Admin.Dispatch;

/// <summary>A request to an endpoint.</summary>
internal sealed class AdminRequest(HttpRequest http, AdminPath path, ImmutableArray<string> arguments)
{
    /// <summary>The values of the endpoint's parameters, decoded, from left to right.</summary>
    public ImmutableArray<string> Arguments => arguments;

    /// <summary>The path as the client wrote it, without query and trailing slash.</summary>
    public string Path => path.Text;

    /// <summary>A query parameter, or null. Of several the first counts.</summary>
    public string? Query(string name) => http.Query[name] is [{ } value, ..] ? value : null;

    /// <summary>Whether a query parameter is switched on.</summary>
    public bool Flag(string name) => Query(name)?.ToLowerInvariant() is "1" or "true" or "on" or "yes";

    /// <summary>What the query says of lists.</summary>
    public ListQuery ListQuery(ParentScope? parent = null) => new()
    {
        Size = Query("size"),
        Offset = Query("offset"),
        Tags = Query("tags"),
        Parent = parent,
    };

    private Task<RequestContent>? _content;

    /// <summary>Reads the body, once; every call gives the same content.</summary>
    /// <exception cref="BadHttpRequestException">It is too large, too slow or broken off.</exception>
    public Task<RequestContent> ReadContentAsync() => _content ??= RequestContent.ReadAsync(http, http.HttpContext.RequestAborted);
}
