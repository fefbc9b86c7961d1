using System.Globalization;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;

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
        var tree = Build(errors);
        parts.AddRange((tree[FieldPath.Entity] as JsonArray ?? []).Select(message => message!.GetValue<string>()));
        foreach (var (name, node) in tree.Where(p => p.Key != FieldPath.Entity))
        {
            Describe(name, node, parts);
        }

        var all = string.Join("; ", parts);
        return parts.Count == 1 ? $"schema violation ({all})" : $"{parts.Count} schema violations ({all})";
    }

    /// <summary>A field's problem, or those of its own fields and entries one by one; what lies deeper is written out as it is.</summary>
    private static void Describe(string name, JsonNode? node, List<string> parts)
    {
        switch (node)
        {
            case JsonObject record:
                parts.AddRange(record.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{name}.{p.Key}: {Text(p.Value)}"));
                break;
            case JsonArray list:
                // People, and the field's tools, count list entries from 1 here.
                parts.AddRange(list.Select((item, i) => (item, i)).Where(entry => entry.item is not null)
                    .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{name}.{entry.i + 1}: {Text(entry.item)}")));
                break;
            default:
                parts.Add($"{name}: {Text(node)}");
                break;
        }
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : TableText.Indented(node);

    private static Node Grow(IEnumerable<FieldError> errors)
    {
        var root = new Node();
        foreach (var error in errors)
        {
            if (Reach(root, error.Path) is { } node)
            {
                node.Messages.Add(error.Message);
            }
        }

        return root;
    }

    /// <summary>The node of a path. Of a map's entries the first that has problems stands for the map; null for those of others.</summary>
    private static Node? Reach(Node root, FieldPath path)
    {
        var node = root;
        foreach (var step in path.Steps())
        {
            if (!step.IsKey)
            {
                node = step.Name is { } name ? node.Fields.Below(name) : node.Items.Below(step.Index);
            }
            else if ((node.Entry ??= step.Name) != step.Name)
            {
                return null;
            }
        }

        return node;
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

        /// <summary>Of a map, the key whose problems are told.</summary>
        public string? Entry { get; set; }

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

        private static JsonArray List(List<string> messages) => new([.. messages.Select(m => (JsonNode)JsonValue.Create(m))]);
    }
}
