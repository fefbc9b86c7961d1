using System.Collections.Immutable;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Entities;

/// <summary>Typed records of consumers with what belongs to them.</summary>
internal static class ConsumerRecords
{
    private static readonly ImmutableArray<EntityType> Credentials =
        [EntityTypes.KeyAuthCredentials, EntityTypes.BasicAuthCredentials, EntityTypes.HmacAuthCredentials, EntityTypes.JwtSecrets];

    public static ConsumerConfig Consumer(EntitySet entities, Entity entity)
    {
        var fields = new FieldReader(entity.Fields);
        var parent = new ParentScope("consumer", entity.Id);
        return new ConsumerConfig
        {
            Id = entity.Id,
            Username = fields.TextOrNull("username"),
            CustomId = fields.TextOrNull("custom_id"),
            Credentials = [.. Credentials.SelectMany(t => entities.Children(t, parent))
                .Select(c => new CredentialConfig(c.Id, c.Type.Name, c.Key!, c.Fields))],
            AclGroups = [.. entities.Children(EntityTypes.Acls, parent).OrderBy(a => a.Id).Select(a => a.Key!)],
            Tags = fields.Tags,
            CreatedAt = fields.LongOrNull("created_at"),
            UpdatedAt = fields.LongOrNull("updated_at"),
        };
    }
}
