using System.Globalization;
using System.Text.Json.Nodes;
using Sightglass.Gateway.Admin.Dispatch;

namespace Sightglass.Gateway.Admin.Info;

/// <summary><c>GET /status</c>: memory in the unit asked for, the proxy's counters, and what the configuration is kept in.</summary>
internal static class NodeStatus
{
    private const int MaxScale = 10;

    public static AdminAnswer Answer(AdminRequest request, AdminServices services)
    {
        var unit = request.Query("unit") ?? "m";
        if (Divisor(unit) is not { } divisor)
        {
            return AdminAnswer.Message(400, $"invalid unit '{unit}' (expected 'k/K', 'm/M', or 'g/G')");
        }

        var scaleText = request.Query("scale") ?? "2";
        if (!int.TryParse(scaleText, NumberStyles.None, CultureInfo.InvariantCulture, out var scale) || scale > MaxScale)
        {
            return AdminAnswer.Message(400, $"scale must be equal or greater than 0, and an integer of at most {MaxScale}");
        }

        var counters = services.Target.Counters;
        var body = new JsonObject
        {
            ["memory"] = new JsonObject
            {
                ["workers_lua_vms"] = new JsonArray(new JsonObject
                {
                    ["pid"] = Environment.ProcessId,

                    // The heap that is collected, which is what tools watch here.
                    ["http_allocated_gc"] = Size(GC.GetTotalMemory(forceFullCollection: false)),
                    ["working_set"] = Size(Environment.WorkingSet),
                }),
                ["lua_shared_dicts"] = new JsonObject(),
            },
            ["server"] = new JsonObject
            {
                ["connections_active"] = counters.ConnectionsActive,
                ["connections_reading"] = 0,
                ["connections_writing"] = counters.RequestsActive,
                ["connections_waiting"] = Math.Max(0, counters.ConnectionsActive - counters.RequestsActive),
                ["connections_accepted"] = counters.ConnectionsAccepted,
                ["connections_handled"] = counters.ConnectionsAccepted,
                ["total_requests"] = counters.Requests,
            },
        };
        if (services.Store.AcceptsWrites)
        {
            body["database"] = new JsonObject { ["reachable"] = true };
        }
        else
        {
            body["configuration_hash"] = services.Target.Configuration.Hash;
        }

        return AdminAnswer.Ok(body);

        JsonNode Size(long bytes) => divisor == 1
            ? bytes
            : (bytes / (double)divisor).ToString("F" + scale, CultureInfo.InvariantCulture) + $" {char.ToUpperInvariant(unit[0])}iB";
    }

    private static long? Divisor(string unit) => unit switch
    {
        "b" or "B" => 1,
        "k" or "K" => 1L << 10,
        "m" or "M" => 1L << 20,
        "g" or "G" => 1L << 30,
        _ => null,
    };
}
