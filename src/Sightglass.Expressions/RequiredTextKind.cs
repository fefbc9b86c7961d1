namespace Sightglass.Expressions;

/// <summary>How much of a field's value a <see cref="RequiredText"/> says.</summary>
public enum RequiredTextKind
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>What it begins with.</summary>
    Start,

    /// <summary>A regular expression that it must match somewhere.</summary>
    Pattern,
}
