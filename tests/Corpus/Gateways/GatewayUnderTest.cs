using System.Net;
using Corpus.Model;
using Corpus.Peers;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Node;
using Sightglass.Plugins;

namespace Corpus.Gateways;

/// <summary>A gateway started from a file of the corpus as an operator would start it: settings and a declarative text, nothing else.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    private readonly string _prefix = Directory.CreateTempSubdirectory("sightglass-corpus-").FullName;
    private readonly Dictionary<string, RecordingUpstream> _upstreams = [];
    private NameServer? _names;
    private GatewayNode? _node;

    private GatewayUnderTest()
    {
    }

    public RequestLog Log { get; } = new();

    public Placeholders Placeholders { get; } = new();

    public IPEndPoint Plain => _node!.ProxyAddresses[0];

    public IPEndPoint Secure => _node!.ProxyAddresses[1];

    public RecordingUpstream Upstream(string name) => _upstreams[name];

    public static async Task<GatewayUnderTest> StartAsync(CaseFile file)
    {
        var gateway = new GatewayUnderTest();
        try
        {
            await gateway.BeginAsync(file);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        foreach (var upstream in _upstreams.Values)
        {
            await upstream.DisposeAsync();
        }

        if (_names is not null)
        {
            await _names.DisposeAsync();
        }

        Directory.Delete(_prefix, recursive: true);
    }

    private async Task BeginAsync(CaseFile file)
    {
        Placeholders["prefix"] = _prefix;
        foreach (var (name, spec) in file.Upstreams)
        {
            Begin(name, spec ?? new UpstreamSpec());
        }

        var settings = new Dictionary<string, string>
        {
            ["prefix"] = _prefix,
            ["database"] = "off",
            ["declarative_config_string"] = Placeholders.Fill(file.Config),
            ["proxy_listen"] = "127.0.0.1:0, 127.0.0.1:0 ssl",
            ["admin_listen"] = "off",
            ["status_listen"] = "off",
        };
        if (file.Names.Count > 0)
        {
            _names = new NameServer(file.Names);
            settings["dns_resolver"] = _names.EndPoint.ToString();
        }

        foreach (var (name, value) in file.Settings)
        {
            settings[name] = Placeholders.Fill(value);
        }

        var read = SettingsReader.Read(new SettingsSources { Flags = settings });
        Assert.True(read.Succeeded, string.Join('\n', read.Errors));
        _node = await GatewayNode.StartAsync(
            read.Settings!, BundledPlugins.All, "0.1.0", NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        Placeholders["port"] = Plain.Port.ToString();
        Placeholders["tls_port"] = Secure.Port.ToString();
    }

    private void Begin(string name, UpstreamSpec spec)
    {
        var port = spec.PortOf is { } other ? _upstreams[other].EndPoint.Port : 0;
        var upstream = _upstreams[name] = new RecordingUpstream(name, spec, port, Log);
        Placeholders[name] = upstream.EndPoint.ToString();
        Placeholders[name + ".host"] = upstream.EndPoint.Address.ToString();
        Placeholders[name + ".port"] = upstream.EndPoint.Port.ToString();
    }
}
