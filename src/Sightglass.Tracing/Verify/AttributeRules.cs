using System.Collections.Frozen;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Verify;

/// <summary>What spans carry: all they must, nothing of other spans, in the right types.</summary>
internal static class AttributeRules
{
    /// <summary>Attributes that the catalogue gives to some span. Others may be there: a plugin may add its own.</summary>
    private static readonly FrozenSet<string> Known =
        SpanCatalogue.All.SelectMany(definition => definition.Attributes).Select(use => use.Key.Name).ToFrozenSet();

    private static readonly string[] Reserved = ["kong.", "proxy.kong.", "sightglass."];

    public static void Check(VerifiedTrace trace)
    {
        for (var index = 0; index < trace.Parents.Length; index++)
        {
            if (trace.Definitions[index] is { } definition)
            {
                CheckPresent(trace, index, definition);
                CheckEach(trace, index, definition);
            }
        }
    }

    private static void CheckPresent(VerifiedTrace trace, int index, SpanDefinition definition)
    {
        var span = trace.Trace.Spans[index];
        var isCut = trace.IsCut(index);
        foreach (var use in definition.Attributes)
        {
            var isNeeded = use.Need switch
            {
                AttributeNeed.Required => !isCut,
                AttributeNeed.RequiredUnlessFailed => !isCut && span.Status != SpanStatus.Error,
                _ => false,
            };
            if (isNeeded && !span.TryGet(use.Key.Name, out _))
            {
                trace.Report(TraceRule.MissingAttribute, index, $"It lacks {use.Key}: {use.Meaning ?? use.Key.Meaning}");
            }
        }
    }

    private static void CheckEach(VerifiedTrace trace, int index, SpanDefinition definition)
    {
        var seen = new HashSet<string>();
        foreach (var (name, value) in trace.Trace.Spans[index].Attributes)
        {
            if (!seen.Add(name))
            {
                trace.Report(TraceRule.UnexpectedAttribute, index, $"{name} occurs twice.");
            }

            if (KeyOf(definition, name) is { } key)
            {
                if (value.Type != key.Type)
                {
                    trace.Report(TraceRule.AttributeType, index, $"{name} is of type {value.Type}, expected {key.Type}.");
                }
            }
            else if (Known.Contains(name) || Reserved.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                trace.Report(TraceRule.UnexpectedAttribute, index, $"{name} is no attribute of this span.");
            }
        }
    }

    private static AttributeKey? KeyOf(SpanDefinition definition, string name)
    {
        if (name == AttributeKeys.SightglassCut.Name)
        {
            return AttributeKeys.SightglassCut;
        }

        foreach (var use in definition.Attributes)
        {
            if (use.Key.Name == name)
            {
                return use.Key;
            }
        }

        return null;
    }
}
