using System.Text.Json.Nodes;

namespace Sightglass.Commands.Api;

/// <summary>What a command prints: results as text or as JSON on standard output, and with JSON everything else on standard error.</summary>
internal sealed class CommandOutput(bool json, TextWriter output, TextWriter errors)
{
    public bool IsJson => json;

    /// <summary>Where text for people goes.</summary>
    public TextWriter Text => json ? errors : output;

    /// <summary>Prints a document as one line, so that several are JSON lines. Only ASCII: nothing in it can reach the terminal as a command.</summary>
    public void Print(JsonNode document) => output.WriteLine(document.ToJsonString());

    public void Print(string jsonLine) => output.WriteLine(jsonLine);

    /// <summary>Says what is wrong with what was given, in its own words.</summary>
    public void Error(string message) => errors.WriteLine(message);

    /// <summary>Says what is wrong or worth knowing.</summary>
    public void Warn(string message) => errors.WriteLine($"sightglass: {message}");
}
