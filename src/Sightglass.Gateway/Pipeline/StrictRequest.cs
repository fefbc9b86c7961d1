namespace Sightglass.Gateway.Pipeline;

/// <summary>
/// Which of the requests that the server lets pass another recipient may read differently: those are not for an upstream (RFC 9112, 2.2, 3, 6.1, 11.2).
/// </summary>
internal static class StrictRequest
{
    /// <summary>Whether head and target have one meaning only.</summary>
    public static bool Accepts(RequestContext context)
        => context.TargetIsWellFormed && (context.IsHttp2 || context.Connection.Input is null || HasOneMeaning(context));

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
}
