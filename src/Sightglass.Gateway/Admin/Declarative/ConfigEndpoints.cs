using System.Buffers;
using System.Text.Json;
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
                : new AdminAnswer(201) { Text = Grouped(loaded.Entities) };
        }
        finally
        {
            _store.EndReplacing();
        }
    }

    /// <summary>The entities by type and id.</summary>
    private static ReadOnlyMemory<byte> Grouped(EntitySet entities)
    {
        // Written as it goes: a copy of all entities first would cost more than the rest of the answer.
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using var json = new Utf8JsonWriter(buffer, AdminApplication.Plain);
        json.WriteStartObject();
        foreach (var type in EntityTypes.All)
        {
            var isFirst = true;
            foreach (var entity in entities.All(type))
            {
                if (isFirst)
                {
                    json.WriteStartObject(type.Name);
                    isFirst = false;
                }

                json.WritePropertyName(entity.Id.ToString());
                entity.WriteTo(json);
            }

            if (!isFirst)
            {
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
