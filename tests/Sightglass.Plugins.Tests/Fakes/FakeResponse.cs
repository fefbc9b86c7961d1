using Microsoft.AspNetCore.Http;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Fakes;

internal sealed class FakeResponse : PluginResponse
{
    private ReadOnlyMemory<byte> _body;

    public override int StatusCode { get; set; } = 200;

    public override IHeaderDictionary Headers { get; } = new HeaderDictionary();

    public override IHeaderDictionary ServiceHeaders => KeptHeaders ?? Headers;

    public override int? UpstreamStatusCode => UpstreamStatus;

    public override long HeadSize => HeadSizeValue;

    public override long BodySize => BodySizeValue;

    public override bool IsBuffered => BufferedBody is not null;

    public override ReadOnlyMemory<byte> Body => BufferedBody ?? _body;

    public byte[]? BufferedBody { get; set; }

    /// <summary>What the service has sent, where plugins have changed it.</summary>
    public IHeaderDictionary? KeptHeaders { get; set; }

    public int? UpstreamStatus { get; set; }

    public long HeadSizeValue { get; set; } = 90;

    public long BodySizeValue { get; set; }

    public override void SetBody(ReadOnlyMemory<byte> body) => _body = body.ToArray();
}
