namespace Sightglass.Expressions;

/// <summary>The result of an evaluation in which a field may not be known yet.</summary>
public enum Tristate
{
    /// <summary>It depends on a field that is not known yet.</summary>
    Unknown,

    /// <summary>False, whatever the unknown fields turn out to be.</summary>
    False,

    /// <summary>True, whatever the unknown fields turn out to be.</summary>
    True,
}
