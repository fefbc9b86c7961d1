namespace Sightglass.Expressions.Fields;

/// <summary>How a field is written.</summary>
public enum FieldShape
{
    /// <summary>One fixed name.</summary>
    Plain,

    /// <summary>A name that ends in <c>.*</c>, where the star stands for exactly one more label.</summary>
    Wildcard,

    /// <summary>
    /// A name with <c>["*"]</c> in it, where the star stands for any quoted text, for example <c>span["*"].duration_ms</c>. Sampling
    /// rules only.
    /// </summary>
    Bracket,
}
