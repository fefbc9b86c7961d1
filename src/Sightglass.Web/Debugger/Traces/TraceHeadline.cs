namespace Sightglass.Web.Debugger.Traces;

/// <summary>What a person on call wants to read first: what happened to this request, and where.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">The fact in a few words, for example <c>No upstream could be reached</c>.</param>
/// <param name="Evidence">What the trace says in its own words; null when the title says it all.</param>
/// <param name="Row">The row to look at; null when it is the whole request.</param>
public sealed record TraceHeadline(TraceSeverity Severity, string Title, string? Evidence, WaterfallLine? Row);
