using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Tests.Net;

namespace Sightglass.Gateway.Tests.Admin;

public sealed class LogLevelTests
{
    [Fact]
    public async Task Level_Changed_IsInEffectUntilItsTimeIsOver()
    {
        var time = new ManualTimeProvider();
        await using var admin = await AdminFixture.StartAsync(time: time);

        var before = await admin.GetAsync("/debug/node/log-level");
        var changed = await admin.SendAsync("PUT", "/debug/node/log-level/debug?timeout=30");
        var again = await admin.SendAsync("PUT", "/debug/node/log-level/debug?timeout=30");

        Assert.Equal("log level: notice", before.Message);
        Assert.Equal((200, "log level changed"), (changed.Status, changed.Message));
        Assert.Equal("log level is already debug", again.Message);
        Assert.Equal("log level: debug", (await admin.GetAsync("/debug/node/log-level")).Message);
        Assert.True(admin.LogLevels.Allows(LogLevel.Debug));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(LogSeverity.Notice, admin.LogLevels.Current);
        Assert.False(admin.LogLevels.Allows(LogLevel.Debug));
        Assert.True(admin.LogLevels.Allows(LogLevel.Information));
    }

    [Fact]
    public async Task Level_ForGood_Stays()
    {
        var time = new ManualTimeProvider();
        await using var admin = await AdminFixture.StartAsync(time: time);

        await admin.PutAsync("/debug/node/log-level/error", """{"timeout": 0}""");
        time.Advance(TimeSpan.FromDays(40));

        Assert.Equal(LogSeverity.Error, admin.LogLevels.Current);
        Assert.False(admin.LogLevels.Allows(LogLevel.Warning));
    }

    [Theory]
    [InlineData("loud", "unknown log level: loud")]
    [InlineData("0", "unknown log level: 0")]
    [InlineData("debug?timeout=-1", "timeout must be greater than or equal to 0")]
    [InlineData("debug?timeout=x", "timeout must be between 0 and 2592000 seconds")]
    public async Task Level_Unknown_IsRefused(string path, string message)
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.SendAsync("PUT", $"/debug/node/log-level/{path}");

        Assert.Equal((400, message), (reply.Status, reply.Message));
        Assert.Equal(LogSeverity.Notice, admin.LogLevels.Current);
    }

    [Theory]
    [InlineData("debug")]
    [InlineData("loud")]
    public async Task Level_WithoutDatabase_StaysAsConfigured(string level)
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);

        var reply = await admin.SendAsync("PUT", $"/debug/node/log-level/{level}");

        Assert.Equal((405, "cannot change log level when not using a database"), (reply.Status, reply.Message));
        Assert.Equal("log level: notice", (await admin.GetAsync("/debug/node/log-level")).Message);
        Assert.Equal(LogSeverity.Notice, admin.LogLevels.Current);
    }
}
