namespace Sightglass.Gateway.Errors;

/// <summary>The formats an error can be told in.</summary>
internal enum ErrorFormat
{
    Json,
    Html,
    Xml,
    Plain,
}
