namespace Sightglass.Expressions.Net;

/// <summary>Why a text is not an address.</summary>
/// <param name="Index">Where in the text, zero-based.</param>
/// <param name="Message">What an address looks like instead.</param>
internal readonly record struct IpProblem(int Index, string Message);
