using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Redis;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>The <c>redis</c> record of configurations.</summary>
internal static class RedisFields
{
    public static FieldSchema Field(string name) => Configuration.Field.Record(name, "How to reach Redis.", Configuration.Field.Schema(
        Configuration.Field.Text("host", "Host name or address."),
        Configuration.Field.Integer("port", "Port.", 0, 65_535, 6379),
        Configuration.Field.Integer("timeout", "Milliseconds for connecting, and for a call.", 1, int.MaxValue - 1, 2000),
        Configuration.Field.Text("username", "User of an access control list."),
        Configuration.Field.Text("password", "Password.").Hidden(),
        Configuration.Field.Integer("database", "Number of the database.", 0, 1_000_000, 0),
        Configuration.Field.Flag("ssl", "Use TLS.", false),
        Configuration.Field.Flag("ssl_verify", "Verify the server's certificate.", false),
        Configuration.Field.Text("server_name", "Name asked for and verified; the host when null.")));

    public static RedisOptions Read(JsonObject redis) => new()
    {
        Host = redis.Text("host") ?? "127.0.0.1",
        Port = redis.Integer("port"),
        Timeout = TimeSpan.FromMilliseconds(redis.Integer("timeout")),
        Username = redis.Text("username"),
        Password = redis.Text("password"),
        Database = redis.Integer("database"),
        Tls = redis.Flag("ssl")
            ? new TlsClientOptions { Verify = redis.Flag("ssl_verify"), ServerName = redis.Text("server_name") }
            : null,
    };
}
