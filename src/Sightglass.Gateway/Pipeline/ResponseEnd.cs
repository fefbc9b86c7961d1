using System.IO.Pipelines;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Hands the last bytes of a response to the kernel.</summary>
internal static class ResponseEnd
{
    /// <summary>Completes the response. With inline completions this nearly always completes at once.</summary>
    public static ValueTask<FlushResult> FlushAsync(RequestContext context)
    {
        // Completing flushes what a response that the server frames as chunks still needs. Of one that it does not, it leaves the last
        // piece behind once an earlier piece was flushed; and there flushing is all that is left to do.
        var headers = context.ResponseHeaders;
        if (context.ResponseBodySize > 0 && (headers.ContentLength is not null || headers.TransferEncoding.Count > 0))
        {
            return context.ResponseBody.Writer.FlushAsync();
        }

        var completing = context.ResponseBody.CompleteAsync();
        return completing.IsCompletedSuccessfully ? default : AwaitAsync(completing);
    }

    private static async ValueTask<FlushResult> AwaitAsync(Task completing)
    {
        await completing.ConfigureAwait(false);
        return default;
    }
}
