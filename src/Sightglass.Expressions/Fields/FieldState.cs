namespace Sightglass.Expressions.Fields;

/// <summary>What a source can say about a field.</summary>
public enum FieldState
{
    /// <summary>Not known yet; it may turn out to be absent or to have any value.</summary>
    Unknown,

    /// <summary>Known to have no value.</summary>
    Absent,

    /// <summary>Known; the values were handed over.</summary>
    Present,
}
