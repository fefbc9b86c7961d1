using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sightglass.Configuration.Json;

/// <summary>
/// A plain YAML scalar that reads as a boolean or a number, kept with its text: whether <c>1.10</c> is a version or a number
/// is decided by the field it is given to, and only then.
/// </summary>
/// <param name="Text">The scalar as written.</param>
/// <param name="Value">What it is by the YAML core schema, as JSON text.</param>
[JsonConverter(typeof(Converter))]
internal readonly record struct YamlScalar(string Text, string Value)
{
    public JsonNode ToNode() => JsonNode.Parse(Value)!;

    internal sealed class Converter : JsonConverter<YamlScalar>
    {
        public override YamlScalar Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Only written, never read.");

        public override void Write(Utf8JsonWriter writer, YamlScalar value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Value);
    }
}
