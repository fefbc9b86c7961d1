using Sightglass.Gateway.Proxying;

namespace Sightglass.Gateway.Pipeline;

/// <summary>
/// Which of the requests that the server lets pass another recipient may read differently: those are not for an upstream (RFC 9112, 2.2, 3, 6.1, 11.2;
/// RFC 9113, 8.2, 10.3).
/// </summary>
internal static class StrictRequest
{
    /// <summary>Whether head and target have one meaning only.</summary>
    public static bool Accepts(RequestContext context)
        => context.TargetIsWellFormed
            && (context.Host.Length > 0 || context.HttpVersion == "1.0")
            && (context.IsHttp2 ? HasHttp2Fields(context) : context.Connection.Input is null || HasOneMeaning(context));

    private static bool HasOneMeaning(RequestContext context)
    {
        ref readonly var head = ref context.Connection.Input!.Head;
        if (head.IsMalformed)
        {
            return false;
        }

        // The server takes any list of codings that ends with chunked, and takes it over a length; others would not.
        var coding = context.RequestHeaders.TransferEncoding;
        return coding.Count == 0
            || (coding is [{ } only]
                && only.Equals("chunked", StringComparison.OrdinalIgnoreCase)
                && !head.HasContentLength
                && context.HttpVersion == "1.1");
    }

    // The server looks at the values and not at the names, which may hold whole lines of HTTP/1.1; and leaves fields of a connection in.
    private static bool HasHttp2Fields(RequestContext context)
    {
        foreach (var (name, _) in context.RequestHeaders)
        {
            if (name.Length == 0 || (name[0] != ':' && !HeaderRules.IsToken(name)) || IsOfAConnection(name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOfAConnection(string name) => name.Length switch
    {
        7 => name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase),
        10 => name.Equals("Connection", StringComparison.OrdinalIgnoreCase) || name.Equals("Keep-Alive", StringComparison.OrdinalIgnoreCase),
        16 => name.Equals("Proxy-Connection", StringComparison.OrdinalIgnoreCase),
        17 => name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
