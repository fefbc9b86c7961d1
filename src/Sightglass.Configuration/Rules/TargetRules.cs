using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Validation;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of targets.</summary>
internal static class TargetRules
{
    private const int DefaultPort = 8000;

    public static readonly EntityType Type = new()
    {
        Name = "targets",
        Singular = "target",
        AdminPath = "targets",
        NestedPath = "targets",
        PathKey = "target",
        UniqueKeys = [new UniqueKey(["upstream", "target"])],
        ForeignKeys = [new ForeignKey("upstream", "upstreams", OnDelete.Cascade)],
        Prepare = AppendPort,
        Unwritable = NoTarget,
        Schema = WithMilliseconds(Entity(
        [
            Text("target", "Host name or IP with port; the port defaults to 8000.", HostRules.Target) with { Required = true },
            Integer("weight", "Share of the traffic; 0 is listed but unused.", 0, 65535, 100) with { Required = false },
            Foreign("upstream", "Upstream it belongs to.", "upstreams", required: true),
        ])),
    };

    private static RecordSchema WithMilliseconds(RecordSchema schema) => schema with
    {
        Fields = [.. schema.Fields.Select(field => field.Name is "created_at" or "updated_at" ? field with { Type = FieldType.Number } : field)],
    };

    /// <summary>A target as it is stored: with its port, addresses without leading zeros, IPv6 in full and in brackets.</summary>
    public static string WithPort(string target)
    {
        var text = HostText.Of(target);
        var port = text.Port ?? DefaultPort;
        var host = !text.IsName && IPAddress.TryParse(text.Host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{InFull(address)}]"
            : text.Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
    }

    private static string InFull(IPAddress address) =>
        string.Join(':', address.GetAddressBytes().Chunk(2).Select(pair => Convert.ToHexStringLower(pair)));

    // Written singly, the text is brought into its stored form first, and what cannot be is not repeated.
    private static (string, string)? NoTarget(JsonObject body) =>
        body["target"] is { } node && JsonScalars.TryString(node, out var target) && HostRules.Target(target) is not null
            ? ("target", "Invalid target; not a valid hostname or ip address")
            : null;

    private static void AppendPort(WriteContext write)
    {
        if (write.Body["target"] is { } node && JsonScalars.TryString(node, out var target) && HostRules.Target(target) is null)
        {
            write.Body["target"] = WithPort(target);
        }
    }
}
