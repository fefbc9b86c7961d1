using System.Text.Json.Nodes;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Admin.Declarative;

/// <summary><c>/config</c>: the whole configuration at once.</summary>
internal sealed class ConfigEndpoints
{
    private const int RetryAfterSeconds = 1;
    private readonly EntityStore _store;
    private readonly IAdminTarget _target;

    private ConfigEndpoints(EntityStore store, IAdminTarget target) => (_store, _target) = (store, target);

    public static void Add(EndpointTable table, EntityStore store, IAdminTarget target)
    {
        var endpoints = new ConfigEndpoints(store, target);
        table.Add("GET", "/config", (_, _) => Task.FromResult(AdminAnswer.Ok(
            new JsonObject { ["config"] = ConfigurationWriter.ToYaml(store.Current) })));
        table.Add("POST", "/config", endpoints.ReplaceAsync);
    }

    private async Task<AdminAnswer> ReplaceAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var posted = PostedConfiguration.Read(await request.ReadContentAsync());
        if (posted.Refused is { } unreadable)
        {
            return unreadable;
        }

        if (posted.Text is { } text && request.Flag("check_hash") && ConfigurationHash.Of(text) == _target.Configuration.Hash)
        {
            return new AdminAnswer(304);
        }

        if (!_store.TryBeginReplacing())
        {
            return AdminAnswer.Message(429, "Currently loading previous configuration") with { RetryAfter = RetryAfterSeconds };
        }

        try
        {
            var validator = _store.Current.Validator;
            var loaded = posted.Text is not null
                ? DeclarativeConfiguration.Load(posted.Text, validator)
                : DeclarativeConfiguration.Load(posted.Content!, validator);
            if (!loaded.Succeeded)
            {
                return new AdminAnswer(loaded.Error.Http, loaded.ErrorBody(request.Flag("flatten_errors")));
            }

            return await _store.ReplaceAsync(loaded.Entities, loaded.Configuration, cancellationToken) is { } refused
                ? AdminAnswer.Refused(refused)
                : AdminAnswer.Created(Grouped(loaded.Entities));
        }
        finally
        {
            _store.EndReplacing();
        }
    }

    /// <summary>The entities by type and id.</summary>
    private static JsonObject Grouped(EntitySet entities)
    {
        var groups = new JsonObject();
        foreach (var type in EntityTypes.All)
        {
            var group = new JsonObject(entities.All(type).Select(e => KeyValuePair.Create(e.Id.ToString(), (JsonNode?)e.ToJson())));
            if (group.Count > 0)
            {
                groups[type.Name] = group;
            }
        }

        return groups;
    }
}
