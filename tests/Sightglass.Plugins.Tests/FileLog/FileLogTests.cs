using System.Text.Json.Nodes;
using Sightglass.Plugins.FileLog;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.FileLog;

public sealed class FileLogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("file-log").FullName;

    private string FilePath => Path.Combine(_directory, "requests.log");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task LogAsync_SeveralRequests_AppendsALineEach()
    {
        await File.WriteAllTextAsync(FilePath, "before\n");
        var plugin = new FileLogPlugin();
        await using (var one = Create(plugin))
        await using (var two = Create(plugin))
        {
            for (var i = 0; i < 100; i++)
            {
                await (i % 2 == 0 ? one : two).LogAsync(new FakePluginContext());
            }
        }

        var lines = await File.ReadAllLinesAsync(FilePath);
        Assert.Equal(101, lines.Length);
        Assert.Equal("before", lines[0]);
        Assert.All(lines[1..], line => Assert.Equal("GET", (string?)JsonNode.Parse(line)!["request"]!["method"]));
    }

    [Fact]
    public async Task LogAsync_NewFile_IsReadableByAll()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are Unix's");
            return;
        }

        await using (var handler = Create(new FileLogPlugin()))
        {
            await handler.LogAsync(new FakePluginContext());
        }

        Assert.Equal("rw-r--r--", Mode(File.GetUnixFileMode(FilePath)));
    }

    [Fact]
    public async Task LogAsync_Reopen_WritesToTheNewFileAfterRotation()
    {
        await using var handler = Create(new FileLogPlugin(), reopen: true);
        await handler.LogAsync(new FakePluginContext());
        await Poll.UntilAsync(() => Lines() == 1);

        File.Move(FilePath, FilePath + ".1");
        await handler.LogAsync(new FakePluginContext());

        await Poll.UntilAsync(() => Lines() == 1);
        Assert.Single(await File.ReadAllLinesAsync(FilePath + ".1"));
    }

    [Fact]
    public async Task LogAsync_FileEmptied_GoesOnAtItsEnd()
    {
        await using var handler = Create(new FileLogPlugin());
        await handler.LogAsync(new FakePluginContext());
        await Poll.UntilAsync(() => Lines() == 1);

        await File.WriteAllTextAsync(FilePath, "");
        await handler.LogAsync(new FakePluginContext());

        await Poll.UntilAsync(() => Lines() == 1);
        Assert.StartsWith("{\"request\"", await File.ReadAllTextAsync(FilePath));
    }

    [Fact]
    public async Task LogAsync_CannotWrite_SaysSoOnceAndRecovers()
    {
        var log = new ListLogger();
        var missing = Path.Combine(_directory, "later", "x.log");
        await using var handler = PluginFactory.Create(new FileLogPlugin(), $$"""{"path":"{{missing}}"}""", logger: log);
        await handler.LogAsync(new FakePluginContext());
        await Poll.UntilAsync(() => !log.Entries.IsEmpty);

        Directory.CreateDirectory(Path.GetDirectoryName(missing)!);
        await handler.LogAsync(new FakePluginContext());

        await Poll.UntilAsync(() => File.Exists(missing) && new FileInfo(missing).Length > 0);
        var entry = Assert.Single(log.Entries);
        Assert.StartsWith($"failed to write to '{missing}'", entry.Message);
    }

    [Fact]
    public async Task LogAsync_CustomFields_AreComputed()
    {
        await using (var handler = PluginFactory.Create(
            new FileLogPlugin(),
            $$$"""{"path":"{{{FilePath}}}","custom_fields_by_lua":{"extra.host":"return kong.request.get_host()","request.headers":"return nil","broken":"error('x')","waits":"ngx.sleep(0)"}}"""))
        {
            var context = new FakePluginContext();
            await handler.LogAsync(context);
            Assert.Equal(
                ["[file-log] custom_fields_by_lua.broken: [string \"error('x')\"]:1: x", "[file-log] custom_fields_by_lua.waits: a value cannot wait for anything"],
                context.Logger.Entries.Select(entry => entry.Message));
        }

        var record = JsonNode.Parse(await File.ReadAllTextAsync(FilePath))!;
        Assert.Equal("api.example.com", (string?)record["extra"]!["host"]);
        Assert.False(record["request"]!.AsObject().ContainsKey("headers"));
        Assert.False(record.AsObject().ContainsKey("broken"));
    }

    [Theory]
    [InlineData("{}", "path: required field missing")]
    [InlineData("""{"path":"/tmp/a","custom_fields_by_lua":{"f":"return ="}}""", "custom_fields_by_lua.f: Error parsing function: [string \"return =\"]:1: unexpected symbol near '='")]
    [InlineData("""{"path":"/tmp/a*b"}""", "path: not a valid filename")]
    [InlineData("""{"path":" /tmp/a"}""", "path: not a valid filename")]
    public void Schema_BadPath_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new FileLogPlugin(), config));

    private Sightglass.PluginSdk.PluginHandler Create(FileLogPlugin plugin, bool reopen = false) =>
        PluginFactory.Create(plugin, $$"""{"path":"{{FilePath}}","reopen":{{(reopen ? "true" : "false")}}}""");

    /// <summary>Complete lines in the file.</summary>
    private int Lines() => File.Exists(FilePath) ? File.ReadAllText(FilePath).Count(c => c == '\n') : 0;

    private static string Mode(UnixFileMode mode) => string.Concat(
        Enumerable.Range(0, 9).Select(bit => ((int)mode & (256 >> bit)) != 0 ? "rwxrwxrwx"[bit] : '-'));
}
