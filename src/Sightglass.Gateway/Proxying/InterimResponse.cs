using System.Text;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// Passes an upstream's interim response on. The server has no way to send one, so it goes to the connection directly: nothing else is
/// written there before the final response begins. HTTP/1.1 only; HTTP/1.0 knows no interim responses (RFC 9110, 15.2).
/// </summary>
internal static class InterimResponse
{
    public static async ValueTask ForwardAsync(RequestContext context, ResponseHead head)
    {
        if (context.HttpVersion != "1.1" || context.Connection.Output is not { } output)
        {
            return;
        }

        var text = new StringBuilder();
        text.Append("HTTP/1.1 ").Append(SmallNumbers.Text(head.Status)).Append(' ').Append(head.Reason).Append("\r\n");
        for (var i = 0; i < head.Count; i++)
        {
            if (head.GetKnown(i) is not (KnownHeader.Connection or KnownHeader.KeepAlive or KnownHeader.ContentLength or KnownHeader.TransferEncoding))
            {
                text.Append(head.GetName(i)).Append(": ").Append(head.GetValue(i)).Append("\r\n");
            }
        }

        text.Append("\r\n");
        await output
            .WriteAsync(Encoding.Latin1.GetBytes(text.ToString()))
            .Charge(context.Trace, LatencyKind.Client)
            .ConfigureAwait(false);
    }
}
