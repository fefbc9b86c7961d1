namespace Sightglass.PluginSdk.Logging;

/// <summary>A value of <see cref="PluginContext.LogFields"/> that is not simply set.</summary>
/// <param name="Value">Text, a number, a boolean, a JSON node, a dictionary or a list; null removes the field.</param>
/// <param name="Mode">When it is written.</param>
public sealed record LogField(object? Value, LogFieldMode Mode);
