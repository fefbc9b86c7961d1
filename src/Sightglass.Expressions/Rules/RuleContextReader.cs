using System.Text.Json;
using Sightglass.Expressions.Fields;

namespace Sightglass.Expressions.Rules;

/// <summary>Reads the context of a JSON line.</summary>
internal sealed class RuleContextReader(FieldCatalogue catalogue)
{
    private readonly List<string> _notes = [];

    /// <summary>What was read.</summary>
    public RuleContext Context { get; } = new(catalogue);

    /// <summary>
    /// What was passed over: fields that the catalogue does not know. No valid expression can ask for them, so the result stands, but
    /// a misspelt one deserves to be seen.
    /// </summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Reads <c>context</c> and <c>unknown</c>. Null when all is well, otherwise what is wrong.</summary>
    public string? Read(JsonElement line)
    {
        if (line.TryGetProperty("context", out var context) && context.ValueKind != JsonValueKind.Null)
        {
            if (context.ValueKind != JsonValueKind.Object)
            {
                return "expected \"context\" to be an object of fields with lists of values";
            }

            foreach (var field in context.EnumerateObject())
            {
                if (ReadField(field.Name, field.Value) is { } problem)
                {
                    return problem;
                }
            }
        }

        if (line.TryGetProperty("unknown", out var unknown) && unknown.ValueKind != JsonValueKind.Null)
        {
            if (unknown.ValueKind != JsonValueKind.Array || unknown.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
            {
                return "expected \"unknown\" to be a list of field names";
            }

            foreach (var name in unknown.EnumerateArray())
            {
                if (Context.SetUnknown(name.GetString()!) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }

    private string? ReadField(string name, JsonElement values)
    {
        if (catalogue.Resolve(name, out FieldReference? _) is { } problem)
        {
            _notes.Add($"context field passed over: {problem}: {name}");
            return null;
        }

        if (values.ValueKind != JsonValueKind.Array)
        {
            return values.ValueKind == JsonValueKind.Null ? null : ReadValue(name, values);
        }

        foreach (var value in values.EnumerateArray())
        {
            if (ReadValue(name, value) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private string? ReadValue(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Context.Add(name, value.GetString()!),
        JsonValueKind.Number => Context.Add(name, value.GetRawText()),
        JsonValueKind.True => Context.Add(name, "true"),
        JsonValueKind.False => Context.Add(name, "false"),
        _ => $"expected the values of {name} to be strings or numbers",
    };
}
