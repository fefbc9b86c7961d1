using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Fakes;

internal sealed class FakeRequest : PluginRequest
{
    private byte[]? _body;

    public override string Method => MethodValue;

    public override string Scheme => SchemeValue;

    public override string HttpVersion => "1.1";

    public override string Host => Headers.Host.ToString();

    public override string Path => PathValue;

    public override string RawTarget => Target ?? (QueryString.Length == 0 ? Path : $"{Path}?{QueryString}");

    /// <summary>The target where it is another than path and query make it.</summary>
    public string? Target { get; set; }

    public override string QueryString => QueryStringValue;

    public override IHeaderDictionary Headers { get; } = new HeaderDictionary { ["Host"] = "api.example.com" };

    public override IQueryCollection Query => new QueryCollection(QueryHelpers.ParseQuery(QueryString));

    public override IReadOnlyDictionary<string, string> UriCaptures => Captures;

    public override long? ContentLength => _body is null ? null : Chunked ? null : DeclaredLength ?? _body.Length;

    public override bool HasBody => _body is not null;

    public override long HeadSize => 120;

    public override long BodySize => BodyWasRead ? _body?.Length ?? 0 : 0;

    public string MethodValue { get; set; } = "GET";

    public string SchemeValue { get; set; } = "http";

    public string PathValue { get; set; } = "/";

    public string QueryStringValue { get; set; } = "";

    public bool Chunked { get; set; }

    public long? DeclaredLength { get; set; }

    public bool BodyWasRead { get; private set; }

    public Dictionary<string, string> Captures { get; } = [];

    public override async ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(int limit, CancellationToken cancellationToken)
    {
        // A real body comes over the network, so the caller has to await.
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        BodyWasRead = true;
        if (_body is { } body && body.Length > limit)
        {
            return null;
        }

        return new ReadOnlyMemory<byte>(_body);
    }

    public void SetBody(string contentType, string body)
    {
        Headers.ContentType = contentType;
        _body = Encoding.UTF8.GetBytes(body);
    }

    public void SetBody(byte[] body) => _body = body;
}
