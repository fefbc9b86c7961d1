using System.Collections.Immutable;

namespace Sightglass.Gateway.Admin.Dispatch;

/// <summary>All endpoints. A literal segment wins over a parameter, a method is added to the endpoint of its pattern.</summary>
internal sealed class EndpointTable
{
    private readonly Node _root = new();
    private readonly SortedDictionary<string, AdminEndpoint> _endpoints = new(StringComparer.Ordinal);

    /// <summary>The endpoints by pattern.</summary>
    public IReadOnlyCollection<AdminEndpoint> Endpoints => _endpoints.Values;

    public void Add(string method, string pattern, AdminHandler handler)
    {
        if (!_endpoints.TryGetValue(pattern, out var endpoint))
        {
            _endpoints.Add(pattern, endpoint = new AdminEndpoint(pattern));
            var node = _root;
            foreach (var segment in AdminPath.Of(pattern).Segments)
            {
                node = node.Below(segment);
            }

            node.Endpoint = endpoint;
        }

        endpoint.Add(method, handler);
    }

    /// <summary>The endpoint of a path and the values of its parameters; null if there is none.</summary>
    public AdminEndpoint? Find(AdminPath path, out ImmutableArray<string> arguments)
    {
        var values = ImmutableArray.CreateBuilder<string>();
        var endpoint = Find(_root, path.Segments.AsSpan(), values);
        arguments = values.ToImmutable();
        return endpoint;
    }

    private static AdminEndpoint? Find(Node node, ReadOnlySpan<string> segments, ImmutableArray<string>.Builder values)
    {
        if (segments.IsEmpty)
        {
            return node.Endpoint;
        }

        if (node.Literals.TryGetValue(segments[0], out var literal) && Find(literal, segments[1..], values) is { } found)
        {
            return found;
        }

        if (node.Parameter is null || segments[0].Length == 0)
        {
            return null;
        }

        values.Add(segments[0]);
        if (Find(node.Parameter, segments[1..], values) is { } endpoint)
        {
            return endpoint;
        }

        values.RemoveAt(values.Count - 1);
        return null;
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Literals { get; } = new(StringComparer.Ordinal);
        public Node? Parameter { get; private set; }
        public AdminEndpoint? Endpoint { get; set; }

        public Node Below(string segment)
        {
            if (segment.StartsWith('{'))
            {
                return Parameter ??= new Node();
            }

            if (!Literals.TryGetValue(segment, out var node))
            {
                Literals.Add(segment, node = new Node());
            }

            return node;
        }
    }
}
