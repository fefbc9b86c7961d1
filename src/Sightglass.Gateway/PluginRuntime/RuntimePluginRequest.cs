using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Proxying;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>What the client sent, as plugins see it.</summary>
internal sealed class RuntimePluginRequest(RequestContext context) : PluginRequest
{
    private IQueryCollection? _query;
    private IReadOnlyDictionary<string, string>? _captures;

    public override string Method => context.Method;

    public override string Scheme => context.Scheme;

    public override string HttpVersion => context.HttpVersion;

    public override string Host => context.Host;

    public override string Path => context.Path ?? context.RawPath.ToString();

    public override string RawTarget => context.RawTarget.StartsWith('/') ? context.RawTarget : string.Concat(context.RawPath, context.Query);

    public override string QueryString => context.Query is { IsEmpty: false } query ? query[1..].ToString() : "";

    public override IHeaderDictionary Headers => context.RequestHeaders;

    public override IQueryCollection Query => _query ??= QueryParser.Parse(context.Query, context.Runtime.Options.MaxQueryArguments);

    public override IReadOnlyDictionary<string, string> UriCaptures => _captures ??= FindCaptures();

    public override long? ContentLength => context.RequestHeaders.ContentLength;

    public override bool HasBody => context.HasBody;

    public override long HeadSize => context.RequestHeadSize;

    public override long BodySize => context.RequestBodySize;

    public override ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 128 << 20);
        return RequestBodyReader.ReadAsync(context, limit, cancellationToken);
    }

    public void End()
    {
        _query = null;
        _captures = null;
    }

    private IReadOnlyDictionary<string, string> FindCaptures()
    {
        var match = context.Match;
        if (match is null || context.Path is not { } path || (match.Pattern is null && match.Expression is null))
        {
            return FrozenDictionary<string, string>.Empty;
        }

        var captures = new Dictionary<string, string>(StringComparer.Ordinal);
        match.Pattern?.TryCapture(path, captures);
        match.Expression?.CopyCaptures(context, captures);
        return captures;
    }
}
