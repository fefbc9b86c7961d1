using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Logging;

/// <summary>How severe the record of a request is, by the response's status (RFC 5424, 6.2.1: 0 is an emergency, 7 is for debugging).</summary>
/// <param name="Least">Records that are less severe than that are not wanted.</param>
/// <param name="Successful">Of responses below 400.</param>
/// <param name="ClientErrors">Of 400 to 499.</param>
/// <param name="ServerErrors">Of 500 and more.</param>
internal readonly record struct Severities(int Least, int Successful, int ClientErrors, int ServerErrors)
{
    private static readonly ImmutableArray<string> Names = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

    public static ImmutableArray<FieldSchema> Fields { get; } =
    [
        Choice("log_level", "The least severity of records that are sent."),
        Choice("successful_severity", "Severity of responses below 400."),
        Choice("client_errors_severity", "Severity of responses from 400 to 499."),
        Choice("server_errors_severity", "Severity of responses from 500 on."),
    ];

    public static Severities Read(JsonObject config) => new(
        Number(config, "log_level"),
        Number(config, "successful_severity"),
        Number(config, "client_errors_severity"),
        Number(config, "server_errors_severity"));

    /// <summary>The severity of a request's record; null when it is not wanted.</summary>
    public int? Of(PluginContext context)
    {
        var severity = context.Response.StatusCode switch
        {
            >= 500 => ServerErrors,
            >= 400 => ClientErrors,
            _ => Successful,
        };
        return severity <= Least ? severity : null;
    }

    private static FieldSchema Choice(string name, string description) =>
        Field.Choice(name, description, "info", "debug", "info", "notice", "warning", "err", "crit", "alert", "emerg");

    private static int Number(JsonObject config, string name) => Names.IndexOf(config.Text(name) ?? "info");
}
