using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.RequestDebugging;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.RequestDebugging;

public sealed class RequestDebugTokenTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly CapturedLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Get_NoneSet_MakesOneForEveryStartAndTellsIt()
    {
        var first = Get("request_debug = on");

        Assert.True(Guid.TryParse(first, out _));
        Assert.Equal(first, Written());
        Assert.Equal($"[request-debug] token for request debugging: {first}", Assert.Single(_log.Entries).Message);
        var second = Get("request_debug = on");
        Assert.NotEqual(first, second);
        Assert.Equal(second, Written());
    }

    [Fact]
    public void Get_OneSet_IsThatAndIsNotLogged()
    {
        Assert.Equal("chosen-by-hand", Get("request_debug_token = chosen-by-hand"));
        Assert.Equal("chosen-by-hand", Written());
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void Get_SwitchedOff_IsNoneAndWritesNothing()
    {
        Assert.Null(Get("request_debug = off\nrequest_debug_token = chosen-by-hand"));
        Assert.False(File.Exists(_folder.File(RequestDebugToken.FileName)));
    }

    [Fact]
    public void Get_FileOthersMayRead_IsReplacedByOneOnlyTheOwnerMay()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Rights of files are another matter there.");
            return;
        }

        File.WriteAllText(_folder.File(RequestDebugToken.FileName), "an older and longer token than the one of this start");
        File.SetUnixFileMode(_folder.File(RequestDebugToken.FileName), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Equal(Get(""), Written());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File(RequestDebugToken.FileName)));
    }

    [Fact]
    public void Get_NowhereToWrite_ServesAllTheSame()
    {
        File.WriteAllText(_folder.File("file"), "");

        Assert.NotNull(Get("", _folder.File("file")));
        Assert.Contains(_log.Entries, entry => entry.Level == LogLevel.Error && entry.Message.Contains(".request_debug_token", StringComparison.Ordinal));
    }

    private string? Get(string settings, string? prefix = null)
    {
        var read = SettingsReader.Read(new SettingsSources { FileText = $"prefix = {prefix ?? _folder.Path}\n{settings}" });
        Assert.True(read.Succeeded, string.Join('\n', read.Errors));
        return RequestDebugToken.Get(read.Settings!, _log.CreateLogger("token"));
    }

    private string Written() => File.ReadAllText(_folder.File(RequestDebugToken.FileName));
}
