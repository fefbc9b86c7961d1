using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Schema;
using Sightglass.ControlPlane.Hosting;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Pki;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Tests.Fakes;

/// <summary>A whole control plane on ports of its own, with one control plane and a token of its administrator.</summary>
internal sealed class TestControlPlane : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly Func<ControlPlaneOptions, ControlPlaneOptions>? _change;
    private ControlPlaneHost _host = null!;

    private TestControlPlane(TemporaryDirectory directory, ManualTimeProvider? clock, Func<ControlPlaneOptions, ControlPlaneOptions>? change)
    {
        _directory = directory;
        Clock = clock;
        _change = change;
    }

    public ManualTimeProvider? Clock { get; }

    public string DataDirectory => Path.Combine(_directory.Path, "data");

    public FirstLogin FirstLogin { get; private set; } = null!;

    public Guid PlaneId { get; private set; }

    public HttpClient Client { get; private set; } = null!;

    public ControlPlaneAddresses Addresses => _host.Addresses;

    public ControlPlaneSetup Setup => _host.Setup;

    public IServiceProvider Services => _host.Services;

    public IStorage Storage => Services.GetRequiredService<IStorage>();

    public string Plane => $"/v2/control-planes/{PlaneId}";

    public string Sessions => $"{Plane}/debug-sessions";

    public static async Task<TestControlPlane> StartAsync(
        ManualTimeProvider? clock = null, Func<ControlPlaneOptions, ControlPlaneOptions>? change = null)
    {
        var plane = new TestControlPlane(new TemporaryDirectory(), clock, change);
        await plane.StartHostAsync();
        return plane;
    }

    /// <summary>Stops and starts again on the same data, on other ports.</summary>
    public async Task RestartAsync()
    {
        await _host.DisposeAsync();
        Client.Dispose();
        await StartHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    public HttpClient ClientWith(string? token)
    {
        var client = new HttpClient { BaseAddress = Addresses.Api };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string? json = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using var response = await (client ?? Client).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async Task<Guid> CreateSessionAsync(string json)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, Sessions, json);
        Assert.True(status == HttpStatusCode.Created, $"{(int)status}: {body}");
        return Guid.Parse((string)body!["id"]!);
    }

    public async Task<JsonNode> SessionAsync(Guid id)
    {
        var (status, body) = await GetAsync($"{Sessions}/{id}");
        Assert.True(status == HttpStatusCode.OK, $"{(int)status}: {body}");
        return body!;
    }

    public async Task<JsonNode> WaitForSessionAsync(Guid id, Func<JsonNode, bool> condition)
    {
        JsonNode? last = null;
        await Eventually.TrueAsync(async () => condition(last = await SessionAsync(id)), "session");
        return last!;
    }

    public Task<JsonNode> WaitForStateAsync(Guid id, string state) => WaitForSessionAsync(id, session => (string?)session["state"] == state);

    public Task<EnrolledNode> EnrollAsync(string name, Guid? plane = null) =>
        Setup.EnrollNodeAsync(plane ?? PlaneId, name, Path.Combine(_directory.Path, name), CancellationToken.None);

    /// <summary>A node that has joined and is known as online.</summary>
    public async Task<FakeNode> JoinAsync(string name = "node-1", Action<FakeNode>? configure = null)
    {
        var node = new FakeNode(this, await EnrollAsync(name));
        configure?.Invoke(node);
        await node.ConnectAsync();
        return node;
    }

    /// <summary>Another user with one role, and a client with a token of theirs.</summary>
    public async Task<HttpClient> ClientOfRoleAsync(string role, Guid? entity = null)
    {
        var user = new Sightglass.ControlPlane.Storage.Records.UserRecord
        {
            Id = Guid.NewGuid(),
            Name = $"user-{Guid.NewGuid():N}",
            PasswordHash = "",
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await Storage.Identity.InsertUserAsync(user, [new RoleAssignment(role, entity)], CancellationToken.None);
        var created = await Services.GetRequiredService<IAccess>().CreateTokenAsync(
            new Principal { Id = user.Id, Name = user.Name }, new CreateAccessToken { Name = "test" }, CancellationToken.None);
        return ClientWith(created.Value!.Secret);
    }

    private async Task StartHostAsync()
    {
        var options = new ControlPlaneOptions
        {
            DataDirectory = DataDirectory,
            ApiPort = 0,
            ClusterPort = 0,
            TelemetryPort = 0,
            Plugins = new PluginSchemas([]),
        };
        options = _change?.Invoke(options) ?? options;
        if (Clock is not null)
        {
            options = options with { TimeProvider = Clock };
        }

        _host = await ControlPlaneHost.StartAsync(options, builder => builder.Logging.ClearProviders());
        if (_host.TakeFirstLogin() is { } login)
        {
            FirstLogin = login;
        }

        PlaneId = (await Setup.EnsureControlPlaneAsync("default", CancellationToken.None)).Id;
        Client = ClientWith(FirstLogin.Token);
    }
}
