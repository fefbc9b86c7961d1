using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Lua;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.FileLog;

/// <summary>Appends log records to a file (gateway.md 12.10).</summary>
/// <param name="host">What scripts share; one of its own when null.</param>
internal sealed class FileLogPlugin(LuaHost? host = null) : Plugin
{
    private readonly LuaHost _host = host ?? new LuaHost();

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("*&%`\0\r\n");

    private readonly SharedClients<FileTarget, FileAppender> _files = new();

    public override string Name => "file-log";

    public override int Priority => 9;

    public override PluginPhases Phases => PluginPhases.Log;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Text("path", "The file; made with mode 0644 when missing.").Needed().Checked(CheckPath),
        Field.Flag("reopen", "Open the file anew for every write, so that it may be moved away by log rotation.", false),
        CustomFields.Field(host ?? new LuaHost()));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var target = new FileTarget(instance.Config.Text("path")!, instance.Config.Flag("reopen"));
        return new FileLogHandler(
            CustomFields.From(instance, services, _host),
            _files.Borrow(target, made => new FileAppender(made, services.LoggerFactory.CreateLogger("file-log"))));
    }

    private static string? CheckPath(JsonNode value)
    {
        var path = value.GetValue<string>();
        return !path.AsSpan().ContainsAny(Forbidden) && path.Trim() == path ? null : "not a valid filename";
    }
}
