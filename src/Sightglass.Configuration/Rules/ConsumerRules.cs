using Sightglass.Configuration.Entities;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of consumers.</summary>
internal static class ConsumerRules
{
    public static readonly EntityType Type = new()
    {
        Name = "consumers",
        Singular = "consumer",
        AdminPath = "consumers",
        NestedPath = "consumers",
        PathKey = "username",
        UniqueKeys = [new UniqueKey(["username"]), new UniqueKey(["custom_id"])],
        Schema = Entity(
            [
                Text("username", "Unique name."),
                Text("custom_id", "Unique id in another system."),
            ],
            consumer => Conditional.AtLeastOneOf(consumer, "custom_id", "username")),
    };
}
