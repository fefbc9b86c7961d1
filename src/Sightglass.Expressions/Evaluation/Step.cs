namespace Sightglass.Expressions.Evaluation;

/// <summary>
/// One step of a program: a predicate, and where to go on for each of its results. A target is the index of a step, or one of the
/// negative ends.
/// </summary>
internal readonly record struct Step(Predicate Predicate, int OnTrue, int OnFalse, int OnUnknown)
{
    public const int EndTrue = -1;
    public const int EndFalse = -2;
    public const int EndUnknown = -3;
}
