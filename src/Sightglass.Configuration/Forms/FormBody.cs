using System.Globalization;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Schema;

namespace Sightglass.Configuration.Forms;

/// <summary>
/// Turns form fields into a body: <c>a.b=1</c> is a record, <c>paths[]=/x</c> and <c>paths[1]=/x</c> are lists, an empty value is
/// null. Forms know text only, so types come from the schema; what does not fit stays text, for validation to say so.
/// </summary>
public static class FormBody
{
    private const int MaxFields = 1000;

    /// <summary>Parses <c>application/x-www-form-urlencoded</c> text.</summary>
    /// <param name="text">The body.</param>
    /// <param name="schema">What it is to become.</param>
    /// <exception cref="FormatException">More than 1,000 fields, or a field name that contradicts another; the message may be shown.</exception>
    public static JsonObject Parse(string text, RecordSchema schema) => From(Fields(text), schema);

    /// <summary>Turns decoded fields, as of a multipart body, into a body.</summary>
    /// <exception cref="FormatException">As above.</exception>
    public static JsonObject From(IEnumerable<KeyValuePair<string, string>> fields, RecordSchema schema)
    {
        var root = new FormNode();
        var count = 0;
        foreach (var (name, value) in fields)
        {
            if (++count > MaxFields)
            {
                throw new FormatException($"a form may have at most {MaxFields} fields");
            }

            root.At(FormKey.Parse(name)).Values.Add(value);
        }

        return Record(root, schema);
    }

    /// <summary>The decoded fields of an urlencoded text in their order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Fields(string text)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? new(Decode(pair), "")
                : new(Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static JsonObject Record(FormNode node, RecordSchema? schema)
    {
        var record = new JsonObject();
        foreach (var (name, child) in node.Children)
        {
            record[name] = Value(child, schema?.Fields.FirstOrDefault(f => f.Name == name));
        }

        return record;
    }

    private static JsonNode? Value(FormNode node, FieldSchema? field)
    {
        if (field?.Type is FieldType.Array or FieldType.Set)
        {
            return List(node, field.Elements);
        }

        if (node.Children.Count > 0)
        {
            return field switch
            {
                { Type: FieldType.Map } => Map(node, field.Elements),
                _ when node.IsList => List(node, null),
                _ => Record(node, field?.Fields),
            };
        }

        return node.Values.Count == 1
            ? Scalar(node.Values[0], field?.Type)
            : new JsonArray([.. node.Values.Select(v => Scalar(v, field?.Type))]);
    }

    private static JsonArray? List(FormNode node, FieldSchema? elements)
    {
        if (node is { Children.Count: 0, Values: [""] })
        {
            return null;
        }

        var list = new JsonArray();
        foreach (var value in node.Values)
        {
            list.Add(Scalar(value, elements?.Type));
        }

        foreach (var child in node.InOrder())
        {
            if (child.Children.Count == 0)
            {
                foreach (var value in child.Values)
                {
                    list.Add(Scalar(value, elements?.Type));
                }
            }
            else
            {
                list.Add(Value(child, elements));
            }
        }

        return list;
    }

    private static JsonObject Map(FormNode node, FieldSchema? elements) =>
        new(node.Children.Select(c => KeyValuePair.Create(c.Key, Value(c.Value, elements))));

    private static JsonValue? Scalar(string text, FieldType? type)
    {
        if (text.Length == 0)
        {
            return null;
        }

        switch (type)
        {
            case FieldType.Boolean when text is "true" or "false":
                return JsonValue.Create(text == "true");
            case FieldType.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer):
                return JsonScalars.Integer(integer);
            case FieldType.Number or FieldType.Integer
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return JsonScalars.Number(number);
            default:
                return JsonValue.Create(text);
        }
    }
}
