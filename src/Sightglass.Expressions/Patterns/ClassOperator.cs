namespace Sightglass.Expressions.Patterns;

/// <summary>The set operations inside brackets.</summary>
internal enum ClassOperator
{
    /// <summary><c>&amp;&amp;</c></summary>
    Intersection,

    /// <summary><c>--</c></summary>
    Difference,

    /// <summary><c>~~</c></summary>
    SymmetricDifference,
}
