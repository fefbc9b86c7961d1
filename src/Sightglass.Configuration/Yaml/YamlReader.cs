using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sightglass.Configuration.Yaml;

/// <summary>
/// Reads one YAML document into JSON nodes: bounded in depth and size, duplicate keys refused, aliases expanded within bounds,
/// <c>&lt;&lt;</c> merged. Plain numbers and booleans keep their text (<see cref="YamlScalar"/>).
/// </summary>
internal sealed class YamlReader
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    private readonly Parser _parser;
    private readonly YamlLimits _limits;
    private readonly Dictionary<string, int>? _lines;
    private readonly Dictionary<AnchorName, (JsonNode? Node, int Size)> _anchors = [];
    private int _nodes;
    private int _repeated;

    private YamlReader(string text, YamlLimits limits, Dictionary<string, int>? lines)
    {
        _parser = new Parser(new StringReader(text));
        _limits = limits;
        _lines = lines;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="problem">Why it could not be read; null when it could.</param>
    /// <param name="lines">When given, is filled with the line of every node by its path (<c>services[0].name</c>).</param>
    public static JsonNode? Read(string text, YamlLimits limits, out YamlProblem? problem, Dictionary<string, int>? lines = null)
    {
        problem = null;
        var reader = new YamlReader(text, limits, lines);
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            var message = e.InnerException?.Message ?? e.Message;
            problem = new YamlProblem(e.Start.Line, e.Start.Column, message);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The scanner gives up this way on some texts that are not YAML.
            var at = reader._parser.Current?.End ?? Mark.Empty;
            problem = new YamlProblem(at.Line, at.Column, "not YAML after this");
        }

        return null;
    }

    private JsonNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = Node("", 0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
        {
            throw Problem(_parser.Current!, "expected one document, found the start of another");
        }

        return root;
    }

    private JsonNode? Node(string path, int depth)
    {
        var start = _parser.Current ?? Peek();
        if (depth > _limits.Depth)
        {
            throw Problem(start, $"nested deeper than {_limits.Depth} levels");
        }

        _lines?.TryAdd(path, (int)start.Start.Line);
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Expand(alias);
        }

        var before = _nodes;
        Count(start, 1);
        var anchor = (start as NodeEvent)?.Anchor ?? AnchorName.Empty;
        JsonNode? node;
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            node = Scalar(scalar);
        }
        else if (_parser.TryConsume<SequenceStart>(out _))
        {
            node = Sequence(path, depth);
        }
        else
        {
            _parser.Consume<MappingStart>();
            node = Mapping(path, depth);
        }

        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = (node, _nodes - before);
        }

        return node;
    }

    private JsonArray Sequence(string path, int depth)
    {
        var list = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            list.Add(Node(_lines is null ? "" : $"{path}[{list.Count}]", depth + 1));
        }

        return list;
    }

    private JsonObject Mapping(string path, int depth)
    {
        var map = new JsonObject();
        List<(ParsingEvent At, JsonNode? Value)>? merges = null;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var at = Peek();
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw Problem(at, "expected a plain or quoted text as the key");
            }

            RefuseHalfPairs(key);
            var name = key.Value;
            var below = _lines is null ? "" : path.Length == 0 ? name : $"{path}.{name}";
            if (name == "<<" && key.Style == ScalarStyle.Plain)
            {
                (merges ??= []).Add((at, Node(below, depth + 1)));
                continue;
            }

            if (map.ContainsKey(name))
            {
                throw Problem(key, $"duplicate key '{name}'");
            }

            map[name] = Node(below, depth + 1);
        }

        foreach (var (at, value) in merges ?? [])
        {
            Merge(map, at, value);
        }

        return map;
    }

    private void Merge(JsonObject map, ParsingEvent at, JsonNode? value)
    {
        foreach (var source in value is JsonArray list ? (IEnumerable<JsonNode?>)list : [value])
        {
            if (source is not JsonObject record)
            {
                throw Problem(at, "expected a map, or a list of maps, to merge");
            }

            foreach (var (name, node) in record.Where(p => !map.ContainsKey(p.Key)))
            {
                map[name] = JsonCopy.Of(node);
            }
        }
    }

    private JsonNode? Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var anchored))
        {
            throw Problem(alias, $"unknown anchor '{alias.Value}'");
        }

        Count(alias, anchored.Size);
        _repeated += anchored.Size;
        if (_repeated > _limits.FreeRepeats + ((long)(_nodes - _repeated) * _limits.RepeatsPerNode))
        {
            throw Problem(alias, $"aliases repeat {_repeated} values of a text with {_nodes - _repeated}");
        }

        return JsonCopy.Of(anchored.Node);
    }

    private static JsonNode? Scalar(Scalar scalar)
    {
        RefuseHalfPairs(scalar);
        if (scalar.Tag.IsEmpty)
        {
            return scalar.Style == ScalarStyle.Plain ? CoreScalar.Resolve(scalar.Value) : JsonValue.Create(scalar.Value);
        }

        return scalar.Tag.Value switch
        {
            "!" or TagPrefix + "str" => JsonValue.Create(scalar.Value),
            TagPrefix + "int" or TagPrefix + "float" or TagPrefix + "bool" or TagPrefix + "null" => CoreScalar.Resolve(scalar.Value),
            _ => throw Problem(scalar, $"unsupported tag '{scalar.Tag}'"),
        };
    }

    // An escape can write half of a surrogate pair, which no encoding carries further.
    private static void RefuseHalfPairs(Scalar scalar)
    {
        var text = scalar.Value.AsSpan();
        for (var at = text.IndexOfAnyInRange('\ud800', '\udfff'); at >= 0; at = text.IndexOfAnyInRange('\ud800', '\udfff'))
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var length) != OperationStatus.Done)
            {
                throw Problem(scalar, "the text is not valid Unicode");
            }

            text = text[(at + length)..];
        }
    }

    private ParsingEvent Peek()
    {
        if (_parser.Current is null && !_parser.MoveNext())
        {
            throw new YamlException("unexpected end of the text");
        }

        return _parser.Current!;
    }

    private void Count(ParsingEvent at, int nodes)
    {
        _nodes += nodes;
        if (_nodes > _limits.Nodes)
        {
            throw Problem(at, $"more than {_limits.Nodes} values, those repeated by aliases included");
        }
    }

    private static YamlException Problem(ParsingEvent at, string message) => new(at.Start, at.End, message);
}
