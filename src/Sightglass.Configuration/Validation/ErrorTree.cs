using System.Globalization;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Validation;

/// <summary>Problems in the shape the Admin API reports them: a tree like the input, and one message over all.</summary>
internal static class ErrorTree
{
    /// <summary>
    /// The tree. A field's problem is a string (a list if it has several), list entries stand at their positions with null between,
    /// and problems of a whole entity are a list under <c>@entity</c>.
    /// </summary>
    public static JsonObject Build(IEnumerable<FieldError> errors) => (JsonObject)Grow(errors).ToJson();

    /// <summary><c>schema violation (a: …)</c>, or <c>2 schema violations (a: …; b: …)</c>.</summary>
    public static string Message(IEnumerable<FieldError> errors)
    {
        var parts = new List<string>();
        Grow(errors).Describe("", parts);
        var all = string.Join("; ", parts);
        return parts.Count == 1 ? $"schema violation ({all})" : $"{parts.Count} schema violations ({all})";
    }

    private static Node Grow(IEnumerable<FieldError> errors)
    {
        var root = new Node();
        foreach (var error in errors)
        {
            var node = root;
            foreach (var step in error.Path.Steps())
            {
                node = step.Name is { } name ? node.Fields.Below(name) : node.Items.Below(step.Index);
            }

            node.Messages.Add(error.Message);
        }

        return root;
    }

    private static Node Below<TKey>(this SortedDictionary<TKey, Node> nodes, TKey key) where TKey : notnull
    {
        if (!nodes.TryGetValue(key, out var node))
        {
            nodes.Add(key, node = new Node());
        }

        return node;
    }

    private sealed class Node
    {
        public SortedDictionary<string, Node> Fields { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<int, Node> Items { get; } = [];
        public List<string> Messages { get; } = [];

        public JsonNode ToJson()
        {
            if (Fields.Count == 0 && Items.Count == 0 && Messages.Count > 0)
            {
                return Messages.Count == 1 ? JsonValue.Create(Messages[0]) : List(Messages);
            }

            if (Items.Count > 0 && Fields.Count == 0 && Messages.Count == 0)
            {
                var list = new JsonArray();
                foreach (var (index, node) in Items)
                {
                    while (list.Count < index)
                    {
                        list.Add(null);
                    }

                    list.Add(node.ToJson());
                }

                return list;
            }

            var record = new JsonObject();
            if (Messages.Count > 0)
            {
                record[FieldPath.Entity] = List(Messages);
            }

            foreach (var (name, node) in Fields)
            {
                record[name] = name == FieldPath.Entity ? List(node.Messages) : node.ToJson();
            }

            foreach (var (index, node) in Items)
            {
                record[(index + 1).ToString(CultureInfo.InvariantCulture)] = node.ToJson();
            }

            return record;
        }

        public void Describe(string path, List<string> parts)
        {
            if (Fields.TryGetValue(FieldPath.Entity, out var entity))
            {
                parts.AddRange(entity.Messages.Select(m => Line(path, m)));
            }

            parts.AddRange(Messages.Select(m => Line(path, m)));
            foreach (var (name, node) in Fields.Where(f => f.Key != FieldPath.Entity))
            {
                node.Describe(path.Length == 0 ? name : $"{path}.{name}", parts);
            }

            foreach (var (index, node) in Items)
            {
                // People, and the field's tools, count list entries from 1 here.
                node.Describe(string.Create(CultureInfo.InvariantCulture, $"{path}.{index + 1}"), parts);
            }
        }

        private static string Line(string path, string message) => path.Length == 0 ? message : $"{path}: {message}";

        private static JsonArray List(List<string> messages) => new([.. messages.Select(m => (JsonNode)JsonValue.Create(m))]);
    }
}
