using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Validation;
using Sightglass.Gateway.ControlPlaneLink;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.ControlPlaneLink;

public sealed class ConfigurationReceiverTests : IDisposable
{
    private const string Good = """{"_format_version":"3.0","services":[{"name":"a","url":"http://a.test"}]}""";
    private readonly TemporaryDirectory _folder = new();
    private readonly CapturedLog _log = new();
    private readonly ILoggerFactory _loggers;
    private readonly List<GatewayConfiguration> _applied = [];
    private Exception? _failure;

    public ConfigurationReceiverTests() => _loggers = LoggerFactory.Create(builder => builder.AddProvider(_log));

    public void Dispose()
    {
        _loggers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Receive_GoodConfiguration_IsAppliedAndSurvivesARestart()
    {
        using var receiver = NewReceiver();
        var result = await ReceiveAsync(receiver, Good, "11");

        Assert.Equal("11", result.Hash);
        Assert.Empty(result.Errors);
        Assert.Equal(("11", "a"), (Assert.Single(_applied).Hash, _applied[0].Services[0].Name));

        using var restarted = NewReceiver();
        await restarted.RestoreAsync(CancellationToken.None);
        Assert.Equal("11", restarted.Hash);
        Assert.Equal(("11", "a"), (_applied[1].Hash, _applied[1].Services[0].Name));
    }

    [Fact]
    public async Task Receive_InvalidConfiguration_SaysWhereAndChangesNothing()
    {
        using var receiver = NewReceiver();
        await ReceiveAsync(receiver, Good, "11");

        var result = await ReceiveAsync(receiver, """{"_format_version":"3.0","services":[{"name":"a","url":"http://a.test","retries":-1}]}""", "22");

        Assert.Equal("11", result.Hash);
        Assert.Contains("retries", Assert.Single(result.Errors).Path, StringComparison.Ordinal);
        Assert.Single(_applied);
        Assert.Equal("11", receiver.Hash);
        using var restarted = NewReceiver();
        await restarted.RestoreAsync(CancellationToken.None);
        Assert.Equal("11", restarted.Hash);
    }

    [Fact]
    public async Task Receive_ConfigurationThatCannotBeServed_SaysWhyAndKeepsTheOldOne()
    {
        using var receiver = NewReceiver();
        _failure = new SnapshotException(["no such plugin"]);

        var result = await ReceiveAsync(receiver, Good, "11");

        Assert.Contains("no such plugin", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(GatewayConfiguration.Empty.Hash, result.Hash);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Receive_ChangesOnly_AsksForAWholeConfiguration()
    {
        using var receiver = NewReceiver();

        var error = await Assert.ThrowsAsync<RpcException>(() => receiver.ReceiveAsync(new ConfigUpdateParams { Hash = "1" }, CancellationToken.None));

        Assert.Equal(RpcErrorCode.BaseMismatch, error.Code);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"hash\":")]
    public async Task Restore_DamagedFile_WarnsAndServesNothing(string text)
    {
        await File.WriteAllTextAsync(_folder.File("config.cache.json"), text);
        using var receiver = NewReceiver();

        await receiver.RestoreAsync(CancellationToken.None);

        Assert.Empty(_applied);
        Assert.Contains(_log.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.Contains("cannot be read", StringComparison.Ordinal));
    }

    private static Task<ConfigUpdateResult> ReceiveAsync(ConfigurationReceiver receiver, string config, string hash) =>
        receiver.ReceiveAsync(new ConfigUpdateParams { Hash = hash, Config = JsonDocument.Parse(config).RootElement }, CancellationToken.None);

    private ConfigurationReceiver NewReceiver() => new(
        new ValidationOptions(),
        (configuration, _) =>
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            _applied.Add(configuration);
            return Task.CompletedTask;
        },
        new LastConfiguration(_folder.Path),
        _loggers.CreateLogger<ConfigurationReceiver>());
}
