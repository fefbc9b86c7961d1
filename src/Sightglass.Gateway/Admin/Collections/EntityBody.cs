using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Forms;
using Sightglass.Configuration.Validation;
using Sightglass.Gateway.Admin.Dispatch;

namespace Sightglass.Gateway.Admin.Collections;

/// <summary>The body of a write as an entity, or why it cannot be read as one.</summary>
internal readonly record struct EntityBody(JsonObject Fields, AdminAnswer? Refused)
{
    /// <summary>Reads a body.</summary>
    /// <param name="content">What came.</param>
    /// <param name="type">The entity's type.</param>
    /// <param name="validator">Knows the schemas, by which the texts of a form get their types.</param>
    /// <param name="pluginName">The plugin that is changed, when the body need not name it.</param>
    public static EntityBody Read(RequestContent content, EntityType type, EntityValidator validator, string? pluginName = null)
    {
        switch (content.Kind)
        {
            case ContentKind.None:
                return new EntityBody([], null);
            case ContentKind.Json:
                return content.Json() is { } json
                    ? new EntityBody(json, null)
                    : new EntityBody([], AdminAnswer.Message(400, "Cannot parse JSON body"));
            case ContentKind.Form:
                var named = content.Fields.LastOrDefault(field => field.Key == "name").Value;
                return Form(content, type, validator, named ?? pluginName);
            default:
                return new EntityBody([], AdminAnswer.UnsupportedMediaType);
        }
    }

    private static EntityBody Form(RequestContent content, EntityType type, EntityValidator validator, string? pluginName)
    {
        try
        {
            return new EntityBody(FormBody.From(content.Fields, validator.SchemaOf(type, pluginName)), null);
        }
        catch (FormatException e)
        {
            return new EntityBody([], AdminAnswer.Message(400, $"Cannot parse form body: {e.Message}"));
        }
    }
}
