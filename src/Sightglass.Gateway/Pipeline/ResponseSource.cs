namespace Sightglass.Gateway.Pipeline;

/// <summary>Who answered (gateway.md 4.1): the field's words for log records.</summary>
internal static class ResponseSource
{
    /// <summary>An upstream.</summary>
    public const string Service = "service";

    /// <summary>A plugin, or the gateway on purpose.</summary>
    public const string Exit = "exit";

    /// <summary>The gateway, because something failed.</summary>
    public const string Error = "error";
}
