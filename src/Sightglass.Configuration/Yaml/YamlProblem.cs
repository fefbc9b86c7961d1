namespace Sightglass.Configuration.Yaml;

/// <summary>Why a text is not the YAML we read.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong and what was expected.</param>
internal sealed record YamlProblem(long Line, long Column, string Message);
