using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Settings;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;
using Sightglass.Gateway.Admin;
using Sightglass.Gateway.Admin.Logging;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Tests.Admin;

/// <summary>An Admin API on a loopback port of its own, with a data directory of its own, and a client.</summary>
internal sealed class AdminFixture : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private AdminServer? _server;
    private EntityStore? _store;

    private AdminFixture(string directory) => DataDirectory = directory;

    public RecordingTarget Target { get; } = new();

    public RecordingHealth Health { get; } = new();

    public LogLevelSwitch LogLevels { get; private set; } = null!;

    public string DataDirectory { get; }

    public Uri Address { get; private set; } = null!;

    public Guid NodeId { get; } = Guid.NewGuid();

    /// <summary>Starts an Admin API over an empty set, or over what a data directory holds.</summary>
    /// <param name="accepts">Whether single entities may be written.</param>
    /// <param name="configure">Changes to the server's options.</param>
    /// <param name="dataDirectory">A directory used before; null for a new one.</param>
    /// <param name="time">The clock of the log level.</param>
    public static async Task<AdminFixture> StartAsync(
        bool accepts = true, Func<AdminServerOptions, AdminServerOptions>? configure = null, string? dataDirectory = null, TimeProvider? time = null)
    {
        var fixture = new AdminFixture(dataDirectory ?? Directory.CreateTempSubdirectory("sightglass-admin-").FullName);
        var validator = new EntityValidator(new ValidationOptions { Plugins = AdminPlugins.All });
        var file = new EntityFile(fixture.DataDirectory);
        var entities = accepts ? await file.LoadAsync(validator, CancellationToken.None) : EntitySet.Empty(validator);
        fixture._store = new EntityStore(entities, accepts ? file : null, fixture.Target, NullLogger.Instance);
        fixture.LogLevels = new LogLevelSwitch(LogSeverity.Notice, time ?? TimeProvider.System);
        var services = new AdminServices
        {
            Node = new NodeFacts
            {
                NodeId = fixture.NodeId,
                Hostname = "node-1",
                ProductVersion = "0.1.0",
                Plugins = AdminPlugins.All,
                Settings = [new EffectiveSetting("router_flavor", "traditional_compatible", "default"), new EffectiveSetting("ssl_cert_key", "********", "file")],
            },
            Target = fixture.Target,
            Store = fixture._store,
            Logger = NullLogger.Instance,
            Health = fixture.Health,
            LogLevels = fixture.LogLevels,
            Metrics = () => "kept_metric 1\n"u8.ToArray(),
        };
        var options = new AdminServerOptions { Listeners = [new Listener(IPAddress.Loopback, 0)] };
        fixture._server = await AdminServer.StartAsync(configure?.Invoke(options) ?? options, services, CancellationToken.None);
        fixture.Address = new Uri($"http://{fixture._server!.Addresses[0]}");
        return fixture;
    }

    public Task<AdminReply> GetAsync(string path) => SendAsync("GET", path);

    public Task<AdminReply> DeleteAsync(string path) => SendAsync("DELETE", path);

    public Task<AdminReply> PostAsync(string path, string json) => SendAsync("POST", path, json);

    public Task<AdminReply> PutAsync(string path, string json) => SendAsync("PUT", path, json);

    public Task<AdminReply> PatchAsync(string path, string json) => SendAsync("PATCH", path, json);

    public Task<AdminReply> FormAsync(string method, string path, string form) => SendAsync(method, path, form, "application/x-www-form-urlencoded");

    /// <summary>Creates an entity that is needed for what a test is about.</summary>
    public async Task<JsonObject> CreatedAsync(string path, string json)
    {
        var reply = await PostAsync(path, json);
        Assert.True(reply.Status == 201, reply.Text);
        return reply.Body;
    }

    public async Task<AdminReply> SendAsync(
        string method, string path, string? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Address + path.TrimStart('/'));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await SendAsync(request);
    }

    public async Task<AdminReply> SendAsync(HttpRequestMessage request)
    {
        using var response = await _client.SendAsync(request);
        return new AdminReply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    /// <summary>Stops the server and keeps the data directory.</summary>
    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _store?.Dispose();
        LogLevels.Dispose();
        if (Directory.Exists(DataDirectory))
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }
}
