using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Identity;

public sealed class AccessTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task SignIn_FirstLogin_WorksAndNothingElseDoes()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        var access = plane.Services.GetRequiredService<IAccess>();
        var login = plane.FirstLogin;

        var good = await access.SignInAsync(login.UserName, login.Password, IPAddress.Loopback, None);
        Assert.Equal("admin", good.Value!.Name);
        Assert.True(good.Value.Can(Permission.ManageOrganization));
        Assert.Equal(good.Value.Id, (await access.FindAsync(good.Value.Id, None))!.Id);
        foreach (var (name, password) in new[] { (login.UserName, "wrong"), ("nobody", login.Password), ("", ""), (login.UserName, new string('x', 2000)) })
        {
            var bad = await access.SignInAsync(name, password, IPAddress.Parse("192.0.2.1"), None);
            Assert.Equal(401, bad.Problem!.Status);
        }

        var audit = await plane.Storage.Audit.ListAsync(10, None);
        Assert.Equal((1, 4), (audit.Count(record => record is { Type: "authentication", Granted: true }), audit.Count(record => record is { Type: "authentication", Granted: false })));
    }

    [Fact]
    public async Task SignIn_TooManyFailures_IsBlockedForAWhile()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        var access = plane.Services.GetRequiredService<IAccess>();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await access.SignInAsync("admin", "wrong", IPAddress.Parse("192.0.2.1"), None)).Problem!.Status);
        }

        var blocked = (await access.SignInAsync("admin", plane.FirstLogin.Password, IPAddress.Parse("192.0.2.2"), None)).Problem!;
        Assert.Equal((429, 300), (blocked.Status, blocked.RetryAfterSeconds));
        Assert.Equal(429, (await access.SignInAsync("other", "x", IPAddress.Parse("192.0.2.1"), None)).Problem!.Status);
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.NotNull((await access.SignInAsync("admin", plane.FirstLogin.Password, IPAddress.Parse("192.0.2.2"), None)).Value);
    }

    [Fact]
    public void Limiter_Successes_DoNotCount()
    {
        var limiter = new SignInLimiter(_clock);
        for (var i = 0; i < 30; i++)
        {
            Assert.Null(limiter.Blocked("name a", "address 1"));
            limiter.Failed("name a", "address 1");
            limiter.Succeeded("name a", "address 1");
        }
    }

    [Fact]
    public void Limiter_ManyKeys_StayBounded()
    {
        var limiter = new SignInLimiter(_clock);
        for (var i = 0; i < 10; i++)
        {
            limiter.Failed("name old");
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 20_000; i++)
        {
            limiter.Failed($"name {i}");
        }

        // Pushed out by newer ones: the memory is bounded, not the attacker's patience.
        Assert.Null(limiter.Blocked("name old"));
        Assert.Null(limiter.Blocked("name 19999"));
    }

    [Fact]
    public async Task Token_Expired_IsNoToken()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        var access = plane.Services.GetRequiredService<IAccess>();
        var me = (await access.AuthenticateAsync(plane.FirstLogin.Token, None))!;
        var created = (await access.CreateTokenAsync(me, new CreateAccessToken { Name = "day", TtlSeconds = 86_400 }, None)).Value!;

        _clock.Advance(TimeSpan.FromSeconds(86_399));
        Assert.NotNull(await access.AuthenticateAsync(created.Secret, None));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await access.AuthenticateAsync(created.Secret, None));
        Assert.Equal("EXPIRED", (await access.ListTokensAsync(me, None)).Single(token => token.Id == created.Token.Id).State);
    }

    [Fact]
    public async Task Secrets_AreNotInTheDatabase()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var login = plane.FirstLogin;
        foreach (var file in Directory.GetFiles(plane.DataDirectory, "sightglass.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            foreach (var secret in new[] { login.Password, login.Token })
            {
                Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)));
            }
        }
    }

    [Fact]
    public async Task Setup_Repeated_GivesTheSameEveryTime()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var token = await plane.Setup.EnsureTokenAsync("quickstart", None);
        var node = await plane.EnrollAsync("node-1");
        var certificate = await File.ReadAllTextAsync(node.CertificateFile);
        Assert.Empty(await plane.Setup.ImportIfEmptyAsync(plane.PlaneId, "_format_version: '3.0'\nservices: [{name: a, url: 'http://a.test'}]", None));
        Assert.NotEmpty(await plane.Setup.ImportIfEmptyAsync(
            (await plane.Setup.EnsureControlPlaneAsync("empty", None)).Id, "_format_version: '3.0'\nservices: [{name: a}]", None));
        var id = plane.PlaneId;

        await plane.RestartAsync();

        Assert.Equal(id, plane.PlaneId);
        Assert.Equal(token, await plane.Setup.EnsureTokenAsync("quickstart", None));
        await plane.EnrollAsync("node-1");
        Assert.Equal(certificate, await File.ReadAllTextAsync(node.CertificateFile));
        Assert.Empty(await plane.Setup.ImportIfEmptyAsync(plane.PlaneId, "_format_version: '3.0'\nservices: [{name: b, url: 'http://b.test'}]", None));
        using var client = plane.ClientWith(token);
        var (_, services) = await plane.SendAsync(HttpMethod.Get, $"{plane.Plane}/core-entities/services", client: client);
        Assert.Equal("a", (string)services!["data"]!.AsArray().Single()!["name"]!);
    }
}
