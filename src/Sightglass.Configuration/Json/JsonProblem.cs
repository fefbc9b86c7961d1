namespace Sightglass.Configuration.Json;

/// <summary>Why a text is not JSON.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">Bytes from 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record JsonProblem(long Line, long Column, string Message);
