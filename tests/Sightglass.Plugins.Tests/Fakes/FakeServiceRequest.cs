using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Fakes;

/// <summary>The upstream request: the client's, until something is changed.</summary>
internal sealed class FakeServiceRequest(FakeRequest request) : PluginServiceRequest
{
    private readonly HeaderDictionary _changed = [];
    private readonly HashSet<string> _removed = new(StringComparer.OrdinalIgnoreCase);
    private string? _method;
    private string? _query;

    public override string Method
    {
        get => _method ?? request.Method;
        set => _method = value;
    }

    public override string? Path { get; set; } = "/";

    public override string? Scheme { get; set; }

    public override string? StrippedPrefix => Prefix;

    public string? Prefix { get; set; }

    public override IEnumerable<string> HeaderNames =>
        request.Headers.Keys.Concat(_changed.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Where(name => !_removed.Contains(name));

    public override int? Retries { get; set; }

    /// <summary>Where a plugin sends the request; null for where the service says.</summary>
    public (string Host, int Port)? Target { get; private set; }

    public string? Upstream { get; private set; }

    public HashSet<string> Upstreams { get; } = [];

    public (int Connect, int Write, int Read)? Timeouts { get; private set; }

    public override string QueryString
    {
        get => _query ?? request.QueryString;
        set => _query = value;
    }

    public override string? Host { get; set; }

    public byte[]? Body { get; private set; }

    public string? BodyText => Body is null ? null : Encoding.UTF8.GetString(Body);

    public bool BufferingEnabled { get; private set; }

    /// <summary>The headers that plugins set.</summary>
    public IHeaderDictionary Changed => _changed;

    public override StringValues GetHeader(string name)
    {
        if (_removed.Contains(name))
        {
            return StringValues.Empty;
        }

        return _changed.TryGetValue(name, out var values) ? values : request.Headers[name];
    }

    public override void SetHeader(string name, StringValues value)
    {
        Check(name, value);
        _removed.Remove(name);
        _changed[name] = value;
    }

    public override void AddHeader(string name, StringValues value) => SetHeader(name, StringValues.Concat(GetHeader(name), value));

    public override void RemoveHeader(string name)
    {
        _changed.Remove(name);
        _removed.Add(name);
    }

    public override IEnumerable<KeyValuePair<string, StringValues>> Headers =>
    [
        .. request.Headers.Where(header => !_removed.Contains(header.Key) && !_changed.ContainsKey(header.Key)),
        .. _changed,
    ];

    public override ReadOnlyMemory<byte>? ChangedBody => Body is null ? (ReadOnlyMemory<byte>?)null : Body;

    public override void SetTarget(string host, int port) => Target = (host, port);

    public override bool TrySetUpstream(string name)
    {
        if (!Upstreams.Contains(name))
        {
            return false;
        }

        Upstream = name;
        return true;
    }

    public override void SetTimeouts(int connect, int write, int read) => Timeouts = (connect, write, read);

    public override void SetBody(ReadOnlyMemory<byte> body) => Body = body.ToArray();

    public override void EnableBuffering() => BufferingEnabled = true;

    private static void Check(string name, StringValues values)
    {
        if (name.Length == 0 || name.Any(c => c is <= ' ' or ':' or >= (char)127) || values.Any(v => v!.Any(c => c is '\r' or '\n' or '\0')))
        {
            throw new ArgumentException($"'{name}: {values}' is not a header.");
        }
    }
}
