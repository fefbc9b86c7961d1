using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Routing;
using Sightglass.Expressions;
using Sightglass.Expressions.Evaluation;
using Sightglass.Expressions.Fields;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Routing;

/// <summary>The condition of a route that is written as an expression, and the protocols that are part of it.</summary>
internal sealed class RouteExpression
{
    [ThreadStatic]
    private static MatchRecord? _record;

    private readonly CompiledExpression _program;
    private readonly bool _takesHttp;
    private readonly bool _takesHttps;

    /// <exception cref="ArgumentException">The expression is not valid; the message says where and why.</exception>
    public RouteExpression(RouteConfig route)
    {
        if (!Expression.TryParse(route.Expression!, RouterFields.Catalogue, Dialect.Route, out var expression, out var error))
        {
            throw new ArgumentException($"'{route.Expression}' is not a route expression: {error}", nameof(route));
        }

        _program = expression.Program;
        DependsOnRequestLineOnly = expression.Fields.All(static field => field.Id is RequestFieldIds.NetProtocol
            or RequestFieldIds.TlsSni
            or RequestFieldIds.HttpMethod
            or RequestFieldIds.HttpHost
            or RequestFieldIds.HttpPath
            or RequestFieldIds.HttpPathSegment
            or RequestFieldIds.HttpPathSegmentCount
            or RequestFieldIds.NetDestinationPort);

        Hosts = [.. Names(expression).Distinct(StringComparer.Ordinal)];
        PathPrefixes = [.. Prefixes(expression).Distinct(StringComparer.Ordinal)];

        // A route for https alone matches plain requests too, so that they can be told to come again with TLS.
        var isHttpsOnly = route.Protocols.Length == 1 && route.Protocols[0] == "https";
        _takesHttp = isHttpsOnly || route.Protocols.Any(static protocol => protocol is "http" or "grpc");
        _takesHttps = route.Protocols.Any(static protocol => protocol is "https" or "grpcs");
    }

    /// <summary>Whether what a cached result is filed under decides alone.</summary>
    public bool DependsOnRequestLineOnly { get; }

    /// <summary>Hosts of which the request must have one; empty when the expression does not say.</summary>
    public string[] Hosts { get; }

    /// <summary>Texts of which the path must begin with one; empty when the expression does not say.</summary>
    public string[] PathPrefixes { get; }

    /// <summary>Whether the request matches.</summary>
    /// <param name="request">The request.</param>
    /// <param name="matched">Length of the beginning of the path that the expression took, for <c>strip_path</c>.</param>
    public bool Matches(in RouterRequest request, out int matched)
    {
        matched = 0;
        if (!(request.IsTls ? _takesHttps : _takesHttp))
        {
            return false;
        }

        var source = new RouteFieldSource(request);
        var record = _record ??= new MatchRecord();
        if (!_program.IsMatch(ref source, record))
        {
            return false;
        }

        if (record.TryGetMatchedValue(RequestFieldIds.HttpPath, out var value)
            && request.Path.StartsWith(value, StringComparison.Ordinal))
        {
            matched = value.Length;
        }

        return true;
    }

    /// <summary>The capture groups of the regular expressions that matched.</summary>
    public void CopyCaptures(RequestContext context, IDictionary<string, string> captures)
    {
        var source = new ContextSource(context);
        var record = _record ??= new MatchRecord();
        if (_program.IsMatch(ref source, record))
        {
            record.CopyCaptures(captures);
        }
    }

    private static IEnumerable<string> Names(Expression expression)
    {
        var required = expression.RequiredTexts(RequestFieldIds.HttpHost);
        return required.IsDefault || required.Any(static text => text.Kind != RequiredTextKind.Whole) ? [] : required.Select(static text => text.Text);
    }

    private static IEnumerable<string> Prefixes(Expression expression)
    {
        var required = expression.RequiredTexts(RequestFieldIds.HttpPath);
        return required.IsDefault
            ? []
            : required.Select(static text => text.Kind != RequiredTextKind.Pattern ? text.Text : text.Text.StartsWith('^') ? RoutePattern.LiteralPrefix(text.Text[1..]) : "");
    }

    private readonly struct ContextSource(RequestContext context) : IFieldSource
    {
        public FieldState Read(FieldReference field, ref FieldValues values) => RequestFieldReader.Read(context, field, ref values);
    }
}
