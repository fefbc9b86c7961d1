namespace Sightglass.Gateway.Admin.Dispatch;

/// <summary>A path pattern and what its methods do.</summary>
internal sealed class AdminEndpoint(string pattern)
{
    private readonly Dictionary<string, AdminHandler> _handlers = new(StringComparer.Ordinal);

    /// <summary>For example <c>/services/{services}/routes</c>.</summary>
    public string Pattern => pattern;

    /// <summary>The methods there are, for <c>Allow</c>.</summary>
    public string Methods { get; private set; } = "OPTIONS";

    public void Add(string method, AdminHandler handler)
    {
        _handlers.Add(method, handler);
        var methods = _handlers.Keys.Append("OPTIONS");
        Methods = string.Join(", ", (_handlers.ContainsKey("GET") ? methods.Append("HEAD") : methods).Order(StringComparer.Ordinal));
    }

    /// <summary>The handler of a method; HEAD is answered as GET. Null if there is none.</summary>
    public AdminHandler? Find(string method) => _handlers.GetValueOrDefault(method == "HEAD" ? "GET" : method);
}
