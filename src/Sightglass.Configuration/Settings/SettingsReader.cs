using System.Collections.Immutable;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Settings.Groups;

namespace Sightglass.Configuration.Settings;

/// <summary>Reads settings from all sources and collects all problems.</summary>
public sealed class SettingsReader
{
    private const string FieldVariable = "environment KONG_";

    private static readonly string[] Prefixes = ["KONG_", "SIGHTGLASS_"];

    private readonly List<SettingProblem> _errors = [];
    private readonly List<SettingProblem> _warnings = [];
    private readonly Dictionary<Setting, WrittenSetting> _written = [];
    private readonly SettingValues _values = new();

    private SettingsReader()
    {
    }

    /// <summary>Reads the settings of a gateway.</summary>
    public static SettingsResult Read(SettingsSources sources)
    {
        var reader = new SettingsReader();
        foreach (var written in reader.Written(sources))
        {
            reader.Take(written);
        }

        foreach (var setting in SettingsCatalogue.All)
        {
            reader.Parse(setting);
        }

        return reader.Result();
    }

    private IEnumerable<WrittenSetting> Written(SettingsSources sources)
    {
        if (sources.FileText is { } text)
        {
            foreach (var written in SettingsFile.Read(sources.FileName, text, _errors))
            {
                yield return written;
            }
        }

        foreach (var prefix in Prefixes)
        {
            foreach (var (name, value) in sources.Environment.OrderBy(e => e.Key, StringComparer.Ordinal))
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal) && !ForeignSettings.IsServiceLink(name) && !ForeignSettings.IsOfTheTerminal(name))
                {
                    yield return new WrittenSetting(name[prefix.Length..].ToLowerInvariant(), value.Trim(), $"environment {name}");
                }
            }
        }

        foreach (var (name, value) in sources.Flags.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            yield return new WrittenSetting(name, value.Trim(), "--" + name.Replace('_', '-'));
        }
    }

    private void Take(WrittenSetting written)
    {
        if (SettingsCatalogue.Find(written.Name) is { } setting)
        {
            _written[setting] = written;
        }
        else if (ForeignSettings.Reason(written.Name) is { } reason)
        {
            _warnings.Add(new SettingProblem(written.Name, written.Origin, $"has no effect: {reason}"));
        }
        else
        {
            var nearest = SettingsCatalogue.Nearest(written.Name);
            if (nearest is null && written.Origin.StartsWith(FieldVariable, StringComparison.Ordinal))
            {
                // Images, charts and tools of the field set variables of their own; its gateway passes them over.
                _warnings.Add(new SettingProblem(written.Name, written.Origin, "is no setting, and passed over"));
                return;
            }

            _errors.Add(new SettingProblem(written.Name, written.Origin, "unknown setting" + (nearest is null ? "" : $", did you mean {nearest}?")));
        }
    }

    private void Parse(Setting setting)
    {
        var written = _written.GetValueOrDefault(setting);
        if (written is { Text: "" })
        {
            _written.Remove(setting);
            written = null;
        }

        if (setting.Read(written?.Text ?? setting.Default, out var value) is { } problem)
        {
            // A secret that cannot be read is still a secret.
            _errors.Add(new SettingProblem(written?.Name ?? setting.Name, written?.Origin ?? "default",
                setting.Secret ? $"expected {setting.Accepts}" : problem));
        }

        _values.Set(setting, value);
    }

    private SettingsResult Result()
    {
        SettingsRules.Check(_values, _written, _errors, _warnings);
        return new SettingsResult
        {
            Settings = _errors.Count == 0 ? Build() : null,
            Errors = [.. _errors],
            Warnings = [.. _warnings],
        };
    }

    private GatewaySettings Build() => new()
    {
        Prefix = _values.Get(GeneralGroup.Prefix),
        NodeId = _values.Get(GeneralGroup.NodeId),
        Role = _values.Get(GeneralGroup.Role),
        Database = _values.Get(GeneralGroup.Database),
        DeclarativeConfig = _values.Get(GeneralGroup.DeclarativeConfig),
        DeclarativeConfigString = _values.Get(GeneralGroup.DeclarativeConfigString),
        RouterFlavor = _values.Get(GeneralGroup.RouterFlavor),
        Plugins = _values.Get(GeneralGroup.Plugins),
        PluginLibraries = _values.Get(GeneralGroup.PluginLibraries),
        UntrustedLua = _values.Get(GeneralGroup.UntrustedLua),
        UntrustedLuaSandboxEnvironment = _values.Get(GeneralGroup.UntrustedLuaSandboxEnvironment),
        ScriptCacheSize = _values.Get(GeneralGroup.MemCacheSize),
        ScriptDictionaries = _values.Get(GeneralGroup.LuaSharedDict),
        LogLevel = _values.Get(GeneralGroup.LogLevel),
        LogJson = _values.Get(GeneralGroup.LogFormat),
        Listeners = ListenerGroup.Build(_values),
        Client = ClientGroup.Build(_values),
        Responses = ResponseGroup.Build(_values),
        Upstreams = UpstreamGroup.Build(_values),
        Dns = DnsGroup.Build(_values),
        Cluster = ClusterGroup.Build(_values),
        Tracing = ClusterGroup.BuildTracing(_values),
        Effective = [.. SettingsCatalogue.All.Select(Effective)],
    };

    private EffectiveSetting Effective(Setting setting)
    {
        var written = _written.GetValueOrDefault(setting);
        var text = written?.Text ?? setting.Default;
        return new EffectiveSetting(
            setting.Name, setting.Secret && text.Length > 0 ? Secrets.Mask : text, written?.Origin ?? "default");
    }
}
