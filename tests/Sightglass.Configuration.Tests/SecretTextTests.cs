using System.Text.Json.Nodes;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Settings;

namespace Sightglass.Configuration.Tests;

/// <summary>A record that gets into a log line by accident must not carry a secret there.</summary>
public sealed class SecretTextTests
{
    private const string Secret = "t0p-s3cret";

    [Fact]
    public void ToString_OfRecordsWithSecrets_ShowsNone()
    {
        var result = DeclarativeConfiguration.Load(
            new JsonObject
            {
                ["_format_version"] = "3.0",
                ["consumers"] = new JsonArray(Json.Of($"{{'username': 'u', 'keyauth_credentials': [{{'key': '{Secret}'}}]}}")),
                ["plugins"] = new JsonArray(Json.Of($"{{'name': 'rate-limiting', 'config': {{'minute': 1, 'redis': {{'password': '{Secret}'}}}}}}")),
                ["certificates"] = new JsonArray(
                    new JsonObject { ["cert"] = TestCertificates.Ec.Cert, ["key"] = TestCertificates.Ec.Key }),
            },
            TestPlugins.Validator());

        Assert.Empty(result.Errors);
        var shown = string.Join('\n',
            EntityTypes.All.SelectMany(result.Entities!.All).Select(e => e.ToString())
                .Concat(result.Configuration!.Plugins.Select(p => p.ToString()))
                .Concat(result.Configuration.Certificates.Select(c => c.ToString()))
                .Concat(result.Configuration.Consumers.SelectMany(c => c.Credentials).Select(c => c.ToString())));
        Assert.Contains("keyauth_credential", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_OfSettings_ShowsNone()
    {
        var settings = SettingsReader.Read(new SettingsSources { FileText = $"request_debug_token = {Secret}\nlog_level = info" }).Settings!;

        Assert.Equal($"log_level = info; request_debug_token = {Secrets.Mask}", string.Join("; ", settings.ToString().Split("; ").Order(StringComparer.Ordinal)));
        Assert.DoesNotContain(Secret, settings.Responses.ToString(), StringComparison.Ordinal);
    }
}
