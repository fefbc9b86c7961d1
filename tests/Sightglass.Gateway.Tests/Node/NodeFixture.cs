using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Node;
using Sightglass.Gateway.Tests.Upstream;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.Node;

/// <summary>A data directory, and nodes that are started from settings as an operator writes them.</summary>
internal sealed class NodeFixture : IDisposable
{
    private readonly string _prefix = Directory.CreateTempSubdirectory("sightglass-settings-").FullName;

    /// <summary>Starts a node on free ports.</summary>
    /// <param name="declared">Its declarative configuration.</param>
    /// <param name="plugins">What is shipped.</param>
    /// <param name="settings">Settings besides, later ones of a name count.</param>
    public Task<GatewayNode> StartAsync(string declared, ImmutableArray<Plugin> plugins, params IEnumerable<(string Name, string Value)> settings)
    {
        var flags = new Dictionary<string, string>
        {
            ["prefix"] = _prefix,
            ["declarative_config_string"] = declared,
            ["proxy_listen"] = "127.0.0.1:0",
            ["admin_listen"] = "off",
            ["status_listen"] = "off",
        };
        foreach (var (name, value) in settings)
        {
            flags[name] = value;
        }

        var read = SettingsReader.Read(new SettingsSources { Flags = flags });
        Assert.True(read.Succeeded, string.Join('\n', read.Errors));
        return GatewayNode.StartAsync(read.Settings!, plugins, "0.1.0", NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>The text of a file in the data directory; null when there is none.</summary>
    public string? Read(string name) => File.Exists(Path.Combine(_prefix, name)) ? File.ReadAllText(Path.Combine(_prefix, name)) : null;

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_prefix, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a certificate of the test's authority and its key.</summary>
    /// <returns>The settings that name them, <paramref name="setting"/> and the one for the key.</returns>
    public (string Name, string Value)[] WriteCertificate(string setting, string name)
    {
        using var certificate = TestCertificates.Issue(name);
        using var key = certificate.GetECDsaPrivateKey()!;
        return
        [
            (setting, Write($"{name}.crt", certificate.ExportCertificatePem())),
            ($"{setting}_key", Write($"{name}.key", key.ExportPkcs8PrivateKeyPem())),
        ];
    }

    public void Dispose() => Directory.Delete(_prefix, recursive: true);
}
