using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Tests;

/// <summary>Short forms for JSON in tests.</summary>
internal static class Json
{
    public static JsonObject Of(string text) => JsonNode.Parse(text.Replace('\'', '"'))!.AsObject();
}
