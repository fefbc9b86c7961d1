using System.Net;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// What rules may ask of a request after it is over and its trace does not say. Headers and query are not here: they hold secrets, and a
/// request that nobody asked for must leave none behind.
/// </summary>
internal sealed record RequestFacts
{
    /// <summary>The normalized path, as routes and rules see it.</summary>
    public string? Path { get; init; }

    /// <summary>Host and port as the client wrote them.</summary>
    public required string Host { get; init; }

    public required IPAddress ClientAddress { get; init; }

    public required int ClientPort { get; init; }

    public required IPAddress LocalAddress { get; init; }

    /// <summary>The port that counts where the client named none.</summary>
    public required int ListenerPort { get; init; }

    public Guid? RouteId { get; init; }

    public Guid? ServiceId { get; init; }

    public static RequestFacts Of(RequestContext context) => new()
    {
        Path = context.Path,
        Host = context.Host,
        ClientAddress = context.ClientAddress,
        ClientPort = context.ClientPort,
        LocalAddress = context.Connection.LocalAddress,
        ListenerPort = context.Connection.Listener.Port,
        RouteId = context.Route?.Config.Id,
        ServiceId = context.Service?.Config.Id,
    };
}
