namespace Sightglass.Configuration.Settings;

/// <summary>One setting: its name, meaning and default. The docs page is made of these.</summary>
public abstract class Setting
{
    /// <summary>The name in the file, lower case, for example <c>proxy_listen</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The default as it would be written; empty for none.</summary>
    public required string Default { get; init; }

    /// <summary>What may be written, for people.</summary>
    public required string Accepts { get; init; }

    /// <summary>What it does, with unit and range.</summary>
    public required string Description { get; init; }

    /// <summary>Whether its value is a secret: never shown, never logged.</summary>
    public bool Secret { get; init; }

    /// <summary>Other names under which it is known, from the nginx-based gateways of the field.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Reads a written value. Returns the problem, or null.</summary>
    internal abstract string? Read(string text, out object? value);
}
