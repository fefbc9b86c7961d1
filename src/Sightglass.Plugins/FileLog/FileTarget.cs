namespace Sightglass.Plugins.FileLog;

/// <summary>A file to append to. Instances with the same target share one writer.</summary>
internal sealed record FileTarget(string Path, bool Reopen);
