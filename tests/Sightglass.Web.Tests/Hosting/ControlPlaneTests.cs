using System.Net;
using Sightglass.ControlPlane.Hosting;
using Sightglass.Web.Hosting;
using Sightglass.Web.Tests.Support;

namespace Sightglass.Web.Tests.Hosting;

/// <summary>The UI on the control plane it is made for: one port, the real services.</summary>
public sealed class ControlPlaneTests : IAsyncLifetime
{
    private const string Configuration =
        """
        _format_version: "3.0"
        services:
        - name: orders
          url: http://127.0.0.1:9/base
          routes:
          - name: orders-v1
            paths: [/orders]
        """;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "sightglass-web-" + Guid.NewGuid().ToString("n"));
    private ControlPlaneHost _host = null!;
    private UiClient _client = null!;
    private Guid _plane;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new ControlPlaneOptions { DataDirectory = _directory, ApiPort = 0, ClusterPort = 0, TelemetryPort = 0 };
        _host = await ControlPlaneHost.StartAsync(options, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Services.AddSightglassWeb();
        }, app => app.MapSightglassWeb());
        var login = _host.TakeFirstLogin()!;
        _token = login.Token;
        _plane = (await _host.Setup.EnsureControlPlaneAsync("default", CancellationToken.None)).Id;
        Assert.Empty(await _host.Setup.ImportIfEmptyAsync(_plane, Configuration, CancellationToken.None));
        _client = new UiClient(_host.Addresses.Api);
        using var signedIn = await _client.SignInAsync(login.UserName, login.Password);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Session_StartedInTheUi_IsTheApisSession()
    {
        Assert.Contains("No sessions yet", (await _client.PageAsync("/debugger")).QuerySelector(".empty")?.TextContent, StringComparison.Ordinal);

        var form = UiClient.Form(await _client.PageAsync($"/debugger/new?control_plane={_plane}&name=first&expression=http.method+%3D%3D+GET"), "form.new-session");
        using var started = await _client.Http.PostAsync("/debugger/new", new FormUrlEncodedContent(form));

        Assert.Equal(HttpStatusCode.Redirect, started.StatusCode);
        var session = await _client.PageAsync(started.Headers.Location!.ToString());
        Assert.Equal("first", session.QuerySelector("h1")?.TextContent);
        Assert.Contains("http.method == GET", session.QuerySelector(".about")?.TextContent, StringComparison.Ordinal);

        using var asked = new HttpRequestMessage(HttpMethod.Get, $"/v2/control-planes/{_plane}/debug-sessions");
        asked.Headers.Authorization = new("Bearer", _token);
        using var answered = await _client.Http.SendAsync(asked);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Contains("\"name\":\"first\"", await answered.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_RefusedByTheService_IsExplainedAtTheField()
    {
        var form = UiClient.Form(await _client.PageAsync($"/debugger/new?control_plane={_plane}&duration_seconds=5&rate=0&expression=nonsense"), "form.new-session");
        using var refused = await _client.Http.PostAsync("/debugger/new", new FormUrlEncodedContent(form));
        var page = await UiClient.ParseAsync(refused);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.NotNull(page.QuerySelector(".field:has(#duration) .field-error"));
        Assert.NotNull(page.QuerySelector(".field:has(#rate) .field-error"));
        Assert.NotNull(page.QuerySelector(".field:has(#expression) .field-error"));
    }

    [Fact]
    public async Task Lists_Configuration_AreShown()
    {
        var routes = await _client.PageAsync($"/gateway-manager/{_plane}/routes");
        var services = await _client.PageAsync($"/gateway-manager/{_plane}/services");

        Assert.Contains("orders-v1", routes.QuerySelector("tbody")?.TextContent, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:9/base", services.QuerySelector("tbody")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_WithTheUisCookieAlone_IsRefused()
    {
        using var refused = await _client.Http.GetAsync($"/v2/control-planes/{_plane}/debug-sessions");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }
}
