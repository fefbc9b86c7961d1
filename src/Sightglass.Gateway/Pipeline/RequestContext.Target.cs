using System.Buffers;
using Sightglass.Gateway.Routing;

namespace Sightglass.Gateway.Pipeline;

/// <content>What is asked for: target, path, query.</content>
internal sealed partial class RequestContext
{
    // What stands in a target for nothing but itself being wrong: controls and DEL.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static code => (char)code), '\x7f']);

    private string? _rawTarget;
    private string? _path;
    private int _queryStart;
    private bool _isNormalized;
    private bool _isWellFormed;
    private bool _isInvalid;

    // What the last request of this connection asked for and what came of it. The server hands out the same strings while a
    // connection repeats itself, so comparing references tells.
    private (string RawTarget, string Path, int QueryStart) _lastTarget = ("", "/", -1);
    private Router? _lastRouter;
    private string? _lastHost;
    private string? _lastMethod;
    private RouteMatch? _lastMatch;
    private string? _lastMatchTarget;

    /// <summary>The request target as received.</summary>
    public string RawTarget => Request.RawTarget;

    /// <summary>The path in normal form (gateway.md 7.1); null when it is not UTF-8.</summary>
    public string? Path
    {
        get
        {
            Normalize();
            return _path;
        }
    }

    /// <summary>The target is none that can be asked for: a control character, a broken triplet, or a way above the root.</summary>
    public bool HasInvalidTarget
    {
        get
        {
            Normalize();
            return _isInvalid;
        }
    }

    /// <summary>
    /// Whether the target is one: visible ASCII. HTTP/2 lets any bytes pass as a target, which
    /// a request line would be torn by (RFC 9113, 10.3).
    /// </summary>
    public bool TargetIsWellFormed
    {
        get
        {
            Normalize();
            return _isWellFormed;
        }
    }

    /// <summary>The path as received, without the query.</summary>
    public ReadOnlySpan<char> RawPath
    {
        get
        {
            Normalize();
            return OriginForm(_queryStart < 0 ? _rawTarget! : _rawTarget.AsSpan(0, _queryStart));
        }
    }

    /// <summary>The query as received, with its question mark, even if it is alone; empty when there is none.</summary>
    public ReadOnlySpan<char> Query
    {
        get
        {
            Normalize();
            return _queryStart < 0 ? [] : _rawTarget.AsSpan(_queryStart);
        }
    }

    /// <summary>Finds the route, and remembers it for a connection that repeats its request.</summary>
    public void FindRoute()
    {
        var router = Snapshot.Router;
        var path = Path;
        if (path is null)
        {
            Match = null;
            RouterCacheHit = false;
            return;
        }

        if (ReferenceEquals(router, _lastRouter)
            && ReferenceEquals(_rawTarget, _lastMatchTarget)
            && ReferenceEquals(Host, _lastHost)
            && ReferenceEquals(Method, _lastMethod))
        {
            Match = _lastMatch;
            RouterCacheHit = true;
            return;
        }

        var host = HostName.Split(Host, out var port);
        var request = new RouterRequest
        {
            Method = Method,
            Host = host,
            Port = port < 0 ? Connection.Listener.Port : port,
            Path = path,
            Context = this,
            Headers = RequestHeaders,
            IsTls = IsTls,
            ServerName = ServerName,
        };
        Match = router.Match(request, Host, out var cacheHit);
        RouterCacheHit = cacheHit;

        _lastRouter = router.DependsOnRequestLineOnly ? router : null;
        _lastMatchTarget = _rawTarget;
        _lastHost = Host;
        _lastMethod = Method;
        _lastMatch = Match;
    }

    private void Normalize()
    {
        if (_isNormalized)
        {
            return;
        }

        _isNormalized = true;
        _rawTarget = Request.RawTarget;
        if (ReferenceEquals(_rawTarget, _lastTarget.RawTarget))
        {
            (_, _path, _queryStart) = _lastTarget;
            _isWellFormed = true;
            return;
        }

        _isInvalid = _rawTarget.AsSpan().ContainsAny(Controls) || !HasPath(_rawTarget);
        _isWellFormed = !_rawTarget.AsSpan().ContainsAnyExceptInRange('!', '~');
        _queryStart = _rawTarget.IndexOf('?', StringComparison.Ordinal);
        var raw = OriginForm(_queryStart < 0 ? _rawTarget : _rawTarget.AsSpan(0, _queryStart));
        if (!PathNormalizer.IsNormal(raw))
        {
            _isInvalid |= !PathNormalizer.IsAllowed(raw);
            _path = PathNormalizer.Normalize(raw);
        }
        else
        {
            // The server has made this string already, unless it stands for something else.
            _path = raw.SequenceEqual(Request.Path) ? Request.Path : raw.ToString();
        }

        if (_path is not null && _isWellFormed && !_isInvalid)
        {
            _lastTarget = (_rawTarget, _path, _queryStart);
        }
    }

    // The asterisk asks for no path, and the authority form is CONNECT's, which is answered before.
    private static bool HasPath(string target) => target.StartsWith('/') || target.Contains("://", StringComparison.Ordinal);

    // The absolute form has scheme and authority before the path, the asterisk form has no path at all (RFC 9112, 3.2).
    private static ReadOnlySpan<char> OriginForm(ReadOnlySpan<char> target)
    {
        if (target.Length > 0 && target[0] == '/')
        {
            return target;
        }

        var authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
        {
            return "/";
        }

        var path = target[(authority + 3)..].IndexOf('/');
        return path < 0 ? "/" : target[(authority + 3 + path)..];
    }

    private void EndTarget()
    {
        _isNormalized = false;
        _isInvalid = false;
        _rawTarget = null;
        _path = null;
    }
}
