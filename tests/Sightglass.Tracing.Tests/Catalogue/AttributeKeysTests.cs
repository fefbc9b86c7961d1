using System.Reflection;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Tests.Catalogue;

public sealed class AttributeKeysTests
{
    [Fact]
    public void Fields_EveryKey_IsNamedAfterItsAttribute()
    {
        foreach (var (field, key) in Keys())
        {
            var expected = string.Concat(key.Name.Split('.', '_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
            Assert.Equal(expected, field);
        }
    }

    [Fact]
    public void Fields_EveryKey_IsUniqueAndExplained()
    {
        var keys = Keys().Select(pair => pair.Key).ToList();
        Assert.Equal(keys.Count, keys.Select(key => key.Name).Distinct().Count());
        Assert.All(keys, key => Assert.EndsWith(".", key.Meaning, StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_EveryKey_IsUsedByASpanOrAnEvent()
    {
        var used = SpanCatalogue.All.SelectMany(definition => definition.Attributes).Select(use => use.Key).ToHashSet();
        var unused = Keys().Select(pair => pair.Key).Where(key => !used.Contains(key)).Select(key => key.Name);
        Assert.Equal(["exception.message", "exception.stacktrace", "exception.type", "sightglass.cut"], unused.Order());
    }

    private static IEnumerable<(string Field, AttributeKey Key)> Keys() =>
        typeof(AttributeKeys).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (field.Name, (AttributeKey)field.GetValue(null)!));
}
