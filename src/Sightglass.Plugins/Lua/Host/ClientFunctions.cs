using System.Net;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Lua.Native;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.client</c>, <c>kong.router</c>, <c>kong.ip</c> and <c>kong.node</c> are made of.</summary>
internal static class ClientFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("client_ip", call => call.Return(Text(call.Run.Certificate?.RemoteAddress ?? call.Context.Client.PeerAddress))),
        new("client_forwarded_ip", call => call.Return(Text(call.Run.Certificate?.RemoteAddress ?? call.Context.Client.Address))),
        new("client_port", call => call.Return((long)call.Context.Client.PeerPort)),
        new("client_forwarded_port", call => call.Context.Client.Port is var port and not 0 ? call.Return((long)port) : call.Return((string?)null)),
        Routed("client_consumer", (context, call) => call.ReturnValue(context.Client.Consumer is { } consumer ? Map(consumer) : null)),
        Routed("client_credential", (context, call) => call.ReturnValue(context.Client.Credential is { } credential ? Map(credential, context.Client.Consumer) : null)),
        Routed("client_load_consumer", LoadConsumer),
        Routed("client_protocol", Protocol),
        new("client_authenticate", Authenticate),
        new("client_server_name", call => call.Return(call.Run.Certificate?.ServerName)),
        new("ip_is_trusted", call => call.Return(IPAddress.TryParse(call.Text(1), out var address) && call.Context.Client.IsTrusted(address))),
        Routed("router_route", (context, call) => context.Route is { } route
            ? JsonFunctions.ReturnWritten(call, writer => EntityJson.Write(writer, route))
            : call.Return((string?)null)),
        Routed("router_service", (context, call) => context.Service is { } service
            ? JsonFunctions.ReturnWritten(call, writer => EntityJson.Write(writer, service))
            : call.Return((string?)null)),
        new("node_id", call => call.Return(call.Run.Program.Services.NodeId.ToString("D"))),
        new("node_hostname", call => call.Return(call.Run.Program.Services.Hostname)),
        new("plugin_id", call => call.Return(call.Run.Program.PluginId.ToString("D"))),
    ];

    public static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private static HostFunction Routed(string name, Read read) => new(name, call =>
    {
        call.Only(LuaPhaseRule.Routed);
        return read(call.Context, call);
    });

    /// <summary><c>client_load_consumer(id or username, whether usernames count)</c>.</summary>
    private static int LoadConsumer(PluginContext context, HostCall call)
    {
        var name = call.Text(1, "consumer_id must be a string");
        var isId = Guid.TryParseExact(name, "D", out _);
        if (!isId && !call.Flag(2))
        {
            throw new LuaException("cannot load a consumer with an id that is not a uuid");
        }

        return call.ReturnValue(
            context.Consumers.TryFindConsumer(name, out var consumer) && (isId || consumer.Username == name) ? Map(consumer) : null);
    }

    private static int Protocol(PluginContext context, HostCall call)
    {
        if (context.Route is not { } route)
        {
            return call.ReturnProblem("No active route found");
        }

        return call.Return(route.Protocols.Length == 1
            ? route.Protocols[0]
            : call.Flag(1) ? ForwardedRequest.Scheme(context) : context.Request.Scheme);
    }

    /// <summary><c>client_authenticate(consumer or nil, credential or nil)</c>.</summary>
    private static int Authenticate(HostCall call)
    {
        call.Only(LuaPhaseRule.Access);
        if (call.Type(1) is not (LuaType.Table or LuaType.Nil or LuaType.None))
        {
            throw new LuaException("consumer must be a table or nil");
        }

        if (call.Type(2) is not (LuaType.Table or LuaType.Nil or LuaType.None))
        {
            throw new LuaException("credential must be a table or nil");
        }

        if (call.IsNil(1) && call.IsNil(2))
        {
            throw new LuaException("either credential or consumer must be provided");
        }

        call.Context.Client.Authenticate(Consumer(call), Credential(call));
        return 0;
    }

    /// <summary>The consumer that a table names; one that is not configured is taken as the script has it.</summary>
    private static ConsumerConfig? Consumer(HostCall call)
    {
        if (call.IsNil(1))
        {
            return null;
        }

        var fields = Fields(call.Value(1));
        if (fields.GetValueOrDefault("id") is not string text || !Guid.TryParse(text, out var id))
        {
            throw new LuaException("the consumer's id must be a UUID");
        }

        return call.Context.Consumers.TryFindConsumer(text, out var known)
            ? known
            : new ConsumerConfig
            {
                Id = id,
                Username = fields.GetValueOrDefault("username") as string,
                CustomId = fields.GetValueOrDefault("custom_id") as string,
            };
    }

    private static CredentialConfig? Credential(HostCall call)
    {
        if (call.IsNil(2))
        {
            return null;
        }

        var fields = Fields(call.Value(2));
        var text = fields.GetValueOrDefault("id") as string ?? (fields.GetValueOrDefault("id") is long number ? $"{number}" : null);
        var identifier = fields.GetValueOrDefault("username") as string ?? fields.GetValueOrDefault("key") as string ?? text ?? "";
        return new CredentialConfig(Guid.TryParse(text, out var id) ? id : Guid.Empty, "lua", identifier, []);
    }

    private static Dictionary<string, object?> Fields(object? value) => value as Dictionary<string, object?> ?? [];

    private static Dictionary<string, object?> Map(ConsumerConfig consumer) => new()
    {
        ["id"] = consumer.Id.ToString("D"),
        ["username"] = consumer.Username,
        ["custom_id"] = consumer.CustomId,
        ["tags"] = consumer.Tags.IsDefaultOrEmpty ? null : consumer.Tags.Cast<object?>().ToList(),
    };

    private static Dictionary<string, object?> Map(CredentialConfig credential, ConsumerConfig? consumer)
    {
        var id = credential.Id == Guid.Empty ? credential.Key : credential.Id.ToString("D");
        var map = new Dictionary<string, object?>
        {
            ["id"] = id,
            ["type"] = credential.Type,
            ["consumer_id"] = consumer?.Id.ToString("D"),
            ["consumer"] = consumer is null ? null : new Dictionary<string, object?> { ["id"] = consumer.Id.ToString("D") },
        };

        // Secrets stay out: of key-auth it is the key itself. Names that credentials are looked up by are none.
        switch (credential.Type)
        {
            case "basicauth_credentials" or "hmacauth_credentials":
                map["username"] = credential.Key;
                break;
            case "jwt_secrets":
                map["key"] = credential.Key;
                break;
        }

        return map;
    }

    private delegate int Read(PluginContext context, HostCall call);
}
