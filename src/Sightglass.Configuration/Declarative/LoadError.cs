namespace Sightglass.Configuration.Declarative;

/// <summary>One problem of a declarative configuration.</summary>
/// <param name="Path">Where, for example <c>services[1].routes[0].paths[0]</c>; empty for the text as a whole.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Line">The line of the text from 1; null when it was not loaded from text.</param>
public sealed record LoadError(string Path, string Message, int? Line = null)
{
    /// <inheritdoc />
    public override string ToString()
    {
        var at = (Line, Path) switch
        {
            ({ } line, "") => $"line {line}: ",
            ({ } line, _) => $"line {line}, {Path}: ",
            (null, "") => "",
            _ => $"{Path}: ",
        };
        return at + Message;
    }
}
