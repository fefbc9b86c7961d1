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

    /// <summary>The names that the fields of the record had before there was one; each counts where the record has no value of its own.</summary>
    public static IEnumerable<FieldSchema> Former() =>
    [
        Configuration.Field.Text("redis_host", "Former name of redis.host."),
        Configuration.Field.Integer("redis_port", "Former name of redis.port.", 0, 65_535),
        Configuration.Field.Integer("redis_timeout", "Former name of redis.timeout.", 1, int.MaxValue - 1),
        Configuration.Field.Text("redis_username", "Former name of redis.username."),
        Configuration.Field.Text("redis_password", "Former name of redis.password.").Hidden() with { Length = (0, 65_536) },
        Configuration.Field.Integer("redis_database", "Former name of redis.database.", 0, 1_000_000),
        OptionalFlag("redis_ssl", "Former name of redis.ssl."),
        OptionalFlag("redis_ssl_verify", "Former name of redis.ssl_verify."),
        Configuration.Field.Text("redis_server_name", "Former name of redis.server_name."),
    ];

    public static string? Host(JsonObject config) => config.Record("redis").Text("host") ?? config.Text("redis_host");

    public static RedisOptions Read(JsonObject config)
    {
        var redis = config.Record("redis");
        return new RedisOptions
        {
            Host = Host(config) ?? "127.0.0.1",
            Port = (int)(config.IntegerOrNull("redis_port") ?? redis.Integer("port")),
            Timeout = TimeSpan.FromMilliseconds(config.IntegerOrNull("redis_timeout") ?? redis.Integer("timeout")),
            Username = redis.Text("username") ?? config.Text("redis_username"),
            Password = redis.Text("password") ?? (config.Text("redis_password") is { Length: > 0 } former ? former : null),
            Database = (int)(config.IntegerOrNull("redis_database") ?? redis.Integer("database")),
            Tls = redis.Flag("ssl") || config.Flag("redis_ssl")
                ? new TlsClientOptions
                {
                    Verify = redis.Flag("ssl_verify") || config.Flag("redis_ssl_verify"),
                    ServerName = redis.Text("server_name") ?? config.Text("redis_server_name"),
                }
                : null,
        };
    }

    private static FieldSchema OptionalFlag(string name, string description) => new()
    {
        Name = name,
        Type = FieldType.Boolean,
        Description = description,
    };
}
