namespace Sightglass.Configuration.Settings;

/// <summary>A setting as it was written.</summary>
/// <param name="Name">The name, lower case.</param>
/// <param name="Text">The value.</param>
/// <param name="Origin">Where it stands.</param>
internal sealed record WrittenSetting(string Name, string Text, string Origin);
