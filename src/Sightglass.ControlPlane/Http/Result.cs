using System.Diagnostics.CodeAnalysis;

namespace Sightglass.ControlPlane.Http;

/// <summary>Either a value or the <see cref="Problem"/> that stood in its way.</summary>
public readonly record struct Result<T>
    where T : notnull
{
    private Result(T? value, Problem? problem)
    {
        Value = value;
        Problem = problem;
    }

    /// <summary>The value; null when there is a <see cref="Problem"/>.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public Problem? Problem { get; }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(default, problem);

    /// <summary>Takes the result apart: true with the value, false with the problem.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    {
        value = Value;
        problem = Problem;
        return problem is null;
    }
}
