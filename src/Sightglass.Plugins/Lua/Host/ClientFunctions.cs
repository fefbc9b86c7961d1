using System.Net;
using Sightglass.Configuration.Entities;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.client</c>, <c>kong.router</c> and <c>kong.node</c> are made of.</summary>
internal static class ClientFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("client_ip", call => call.Return(Text(call.Run.Certificate?.RemoteAddress ?? call.Context.Client.PeerAddress))),
        new("client_forwarded_ip", call => call.Return(Text(call.Run.Certificate?.RemoteAddress ?? call.Context.Client.Address))),
        new("client_port", call => call.Return((long)call.Context.Client.PeerPort)),
        new("client_forwarded_port", call => call.Return((long)call.Context.Client.Port)),
        new("client_consumer", call => call.ReturnValue(call.Context.Client.Consumer is { } consumer ? Map(consumer) : null)),
        new("client_credential", call => call.ReturnValue(call.Context.Client.Credential is { } credential ? Map(credential, call.Context.Client.Consumer) : null)),
        new("client_load_consumer", call => call.ReturnValue(call.Context.Consumers.TryFindConsumer(call.Text(1), out var consumer) ? Map(consumer) : null)),
        new("client_authenticate", Authenticate),
        new("client_server_name", call => call.Return(call.Run.Certificate?.ServerName)),
        new("router_route", call => call.ReturnValue(call.Context.Route is { } route ? Map(route) : null)),
        new("router_service", call => call.ReturnValue(call.Context.Service is { } service ? Map(service) : null)),
        new("node_id", call => call.Return(call.Run.Program.Services.NodeId.ToString("D"))),
        new("node_hostname", call => call.Return(call.Run.Program.Services.Hostname)),
        new("plugin_id", call => call.Return(call.Run.Program.PluginId.ToString("D"))),
    ];

    public static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    /// <summary><c>client_authenticate(consumer id or nil, credential id or nil, credential name)</c>.</summary>
    private static int Authenticate(HostCall call)
    {
        call.Only(LuaPhases.BeforeUpstream);
        ConsumerConfig? consumer = null;
        if (call.TextOrNull(1) is { } name && !call.Context.Consumers.TryFindConsumer(name, out consumer))
        {
            throw new LuaException($"consumer '{name}' does not exist");
        }

        CredentialConfig? credential = null;
        if (call.TextOrNull(2) is { } id)
        {
            credential = Guid.TryParse(id, out var guid)
                ? new CredentialConfig(guid, "lua", call.TextOrNull(3) ?? id, [])
                : throw new LuaException("the credential's id must be a UUID");
        }

        call.Context.Client.Authenticate(consumer, credential);
        return 0;
    }

    private static Dictionary<string, object?> Map(ConsumerConfig consumer) => new()
    {
        ["id"] = consumer.Id.ToString("D"),
        ["username"] = consumer.Username,
        ["custom_id"] = consumer.CustomId,
        ["tags"] = List(consumer.Tags),
    };

    private static Dictionary<string, object?> Map(CredentialConfig credential, ConsumerConfig? consumer) => new()
    {
        // Secrets stay out: the fields are not handed over.
        ["id"] = credential.Id.ToString("D"),
        ["type"] = credential.Type,
        ["consumer_id"] = consumer?.Id.ToString("D"),
    };

    private static Dictionary<string, object?> Map(RouteConfig route) => new()
    {
        ["id"] = route.Id.ToString("D"),
        ["name"] = route.Name,
        ["protocols"] = List(route.Protocols),
        ["methods"] = List(route.Methods),
        ["hosts"] = List(route.Hosts),
        ["paths"] = List(route.Paths),
        ["strip_path"] = route.StripPath,
        ["preserve_host"] = route.PreserveHost,
        ["regex_priority"] = (long)route.RegexPriority,
        ["service"] = route.Service is { } service ? new Dictionary<string, object?> { ["id"] = service.ToString("D") } : null,
        ["tags"] = List(route.Tags),
    };

    private static Dictionary<string, object?> Map(ServiceConfig service) => new()
    {
        ["id"] = service.Id.ToString("D"),
        ["name"] = service.Name,
        ["protocol"] = service.Protocol,
        ["host"] = service.Host,
        ["port"] = (long)service.Port,
        ["path"] = service.Path,
        ["retries"] = (long)service.Retries,
        ["connect_timeout"] = (long)service.ConnectTimeout,
        ["write_timeout"] = (long)service.WriteTimeout,
        ["read_timeout"] = (long)service.ReadTimeout,
        ["tags"] = List(service.Tags),
    };

    private static List<object?>? List(System.Collections.Immutable.ImmutableArray<string> items) =>
        items.IsDefaultOrEmpty ? null : [.. items];
}
