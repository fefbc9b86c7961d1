using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Pipeline;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>The response to the client, as plugins see and change it.</summary>
internal sealed class RuntimePluginResponse(RequestContext context) : PluginResponse
{
    private ReadOnlyMemory<byte> _body;
    private bool _isBuffered;
    private bool _isInPhase;

    public override int StatusCode
    {
        get => context.Response.StatusCode;
        set
        {
            context.Response.StatusCode = value;

            // The upstream's words were about its own status.
            context.Response.ReasonPhrase = null;
        }
    }

    public override IHeaderDictionary Headers => context.ResponseHeaders;

    public override IHeaderDictionary ServiceHeaders => context.ServiceHeaders;

    public override int? UpstreamStatusCode => context.UpstreamStatus == 0 ? null : context.UpstreamStatus;

    public override long HeadSize => context.ResponseHeadSize;

    public override long BodySize => context.ResponseBodySize;

    public override bool IsBuffered => _isBuffered;

    public override ReadOnlyMemory<byte> Body => _body;

    public override void SetBody(ReadOnlyMemory<byte> body)
    {
        if (!_isInPhase)
        {
            throw new InvalidOperationException("The body can be replaced in the response phase only");
        }

        _body = body;
        context.ResponseHeaders.ContentLength = body.Length;
    }

    /// <summary>The whole response was read: plugins may look at its body from now on.</summary>
    public void BeginBuffered(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _isBuffered = true;
    }

    /// <summary>The response phase begins.</summary>
    public void BeginPhase() => _isInPhase = true;

    /// <summary>The response phase is over.</summary>
    /// <returns>The body to send.</returns>
    public ReadOnlyMemory<byte> EndPhase()
    {
        _isInPhase = false;
        return _body;
    }

    public void End()
    {
        _body = default;
        _isBuffered = false;
        _isInPhase = false;
    }
}
