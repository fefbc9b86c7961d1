namespace Sightglass.Expressions.Staging;

/// <summary>
/// Which results an expression can have at a stage, when the fields of this and earlier stages are known and the later ones are not.
/// Comparisons count as independent of each other, so a result given as possible may be impossible for a rule that contradicts itself.
/// </summary>
/// <param name="Stage">The stage's index in the catalogue.</param>
/// <param name="Name">The stage's name.</param>
/// <param name="CanBeFalse">Some request is known not to match at this stage.</param>
/// <param name="CanBeTrue">Some request is known to match at this stage.</param>
/// <param name="CanBeUnknown">Some request has to wait for a later stage.</param>
public sealed record StageOutcome(int Stage, string Name, bool CanBeFalse, bool CanBeTrue, bool CanBeUnknown)
{
    /// <summary>At this stage every request is decided.</summary>
    public bool AlwaysDecides => !CanBeUnknown;
}
