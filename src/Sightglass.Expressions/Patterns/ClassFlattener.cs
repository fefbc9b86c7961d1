namespace Sightglass.Expressions.Patterns;

/// <summary>Computes a class into the set of its members. For classes that .NET's brackets cannot express.</summary>
internal static class ClassFlattener
{
    public static CodePointSet Flatten(CharacterClass set, bool ignoreCase) => set switch
    {
        // Case is folded before anything is negated: (?i)[^a] excludes A.
        CharacterClass.Range range => Fold(CodePointSet.Of([(range.Low, range.High)]), ignoreCase),
        CharacterClass.Named named when named.Negated => Fold(named.Property.ToSet(), ignoreCase).Complement(),
        CharacterClass.Named named => Fold(named.Property.ToSet(), ignoreCase),
        CharacterClass.Union union => FlattenUnion(union, ignoreCase),
        CharacterClass.Operation operation => Apply(operation.Operator, Flatten(operation.Left, ignoreCase), Flatten(operation.Right, ignoreCase)),
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };

    private static CodePointSet FlattenUnion(CharacterClass.Union union, bool ignoreCase)
    {
        var all = CodePointSet.Of(union.Items.SelectMany(item => Flatten(item, ignoreCase).Ranges));
        return union.Negated ? all.Complement() : all;
    }

    private static CodePointSet Apply(ClassOperator operation, CodePointSet left, CodePointSet right) => operation switch
    {
        ClassOperator.Intersection => left.Intersect(right),
        ClassOperator.Difference => left.Except(right),
        _ => left.Except(right).Union(right.Except(left)),
    };

    private static CodePointSet Fold(CodePointSet set, bool ignoreCase) => ignoreCase ? set.WithOtherCase() : set;
}
