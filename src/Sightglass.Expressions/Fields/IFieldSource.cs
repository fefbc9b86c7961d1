namespace Sightglass.Expressions.Fields;

/// <summary>Gives fields their values. Best a struct: evaluation is generic over it, so that nothing is boxed or called virtually.</summary>
public interface IFieldSource
{
    /// <summary>
    /// Says what is known of a field. Sets <paramref name="values"/> when, and only when, the answer is <see cref="FieldState.Present"/>,
    /// to values of the field's type. May be asked for one field several times in an evaluation.
    /// </summary>
    FieldState Read(FieldReference field, ref FieldValues values);
}
