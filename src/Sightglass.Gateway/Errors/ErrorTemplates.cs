namespace Sightglass.Gateway.Errors;

/// <summary>
/// Replacements of the built-in error bodies (<c>error_template_*</c>): text in which the first <c>%s</c> stands for the message and the
/// second for the request id. Null keeps the built-in one.
/// </summary>
public sealed record ErrorTemplates(string? Html = null, string? Json = null, string? Xml = null, string? Plain = null);
