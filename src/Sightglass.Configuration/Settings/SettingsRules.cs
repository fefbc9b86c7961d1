using System.Collections.Immutable;
using Sightglass.Configuration.Settings.Groups;

namespace Sightglass.Configuration.Settings;

/// <summary>Rules over several settings, and what follows from one for another.</summary>
internal static class SettingsRules
{
    public static void Check(
        SettingValues values, IReadOnlyDictionary<Setting, WrittenSetting> written,
        List<SettingProblem> errors, List<SettingProblem> warnings)
    {
        Role(values, written, errors, warnings);
        Pairs(values, written, errors, ListenerGroup.SslCert, ListenerGroup.SslCertKey);
        Pairs(values, written, errors, ListenerGroup.AdminSslCert, ListenerGroup.AdminSslCertKey);
        Pairs(values, written, errors, ListenerGroup.StatusSslCert, ListenerGroup.StatusSslCertKey);
        ClientAuthorities(values, written, errors);
        ClientSsl(values, written, errors);
        Open(values, written, warnings, ListenerGroup.AdminListen, "the Admin API asks for no password");
        Open(values, written, warnings, ListenerGroup.StatusListen, "the status page shows metrics to everybody");
        if (written.ContainsKey(GeneralGroup.DeclarativeConfig) && written.TryGetValue(GeneralGroup.DeclarativeConfigString, out var text))
        {
            errors.Add(new SettingProblem(text.Name, text.Origin, "cannot be set together with declarative_config: remove one of them"));
        }

        Storage(values, written, errors);
    }

    private static void ClientSsl(
        SettingValues values, IReadOnlyDictionary<Setting, WrittenSetting> written, List<SettingProblem> errors)
    {
        if (!values.Get(UpstreamGroup.ClientSsl))
        {
            return;
        }

        foreach (var needed in (SettingOf<PemSource?>[])[UpstreamGroup.ClientSslCert, UpstreamGroup.ClientSslCertKey])
        {
            if (values.Get(needed) is null)
            {
                errors.Add(new SettingProblem(needed.Name, written.GetValueOrDefault(UpstreamGroup.ClientSsl)?.Origin ?? "",
                    $"must be set with {UpstreamGroup.ClientSsl.Name}"));
            }
        }
    }

    private static void ClientAuthorities(
        SettingValues values, IReadOnlyDictionary<Setting, WrittenSetting> written, List<SettingProblem> errors)
    {
        if (values.Get(ListenerGroup.VerifyClient) is ClientVerification.On or ClientVerification.Optional
            && values.Get(ListenerGroup.ClientCertificate) is null)
        {
            errors.Add(new SettingProblem(ListenerGroup.ClientCertificate.Name, written.GetValueOrDefault(ListenerGroup.VerifyClient)?.Origin ?? "",
                $"must be set with {ListenerGroup.VerifyClient.Name}: the authorities that sign clients' certificates"));
        }
    }

    private static void Storage(
        SettingValues values, IReadOnlyDictionary<Setting, WrittenSetting> written, List<SettingProblem> errors)
    {
        var declared = ((Setting[])[GeneralGroup.DeclarativeConfig, GeneralGroup.DeclarativeConfigString]).FirstOrDefault(written.ContainsKey);
        var attached = values.Get(GeneralGroup.Role) == GatewayRole.DataPlane;
        if (!written.TryGetValue(GeneralGroup.Database, out var given))
        {
            values.Set(GeneralGroup.Database, declared is null && !attached ? EntityStorage.File : EntityStorage.Off);
        }
        else if (values.Get(GeneralGroup.Database) == EntityStorage.File && (declared is not null || attached))
        {
            errors.Add(new SettingProblem(given.Name, given.Origin, attached
                ? "cannot be file on a data plane: its configuration comes from the control plane"
                : $"cannot be file together with {declared!.Name}: remove one of them"));
        }
    }

    private static void Role(
        SettingValues values, IReadOnlyDictionary<Setting, WrittenSetting> written,
        List<SettingProblem> errors, List<SettingProblem> warnings)
    {
        var plane = values.Get(ClusterGroup.ControlPlane);
        if (!written.ContainsKey(GeneralGroup.Role) && plane is not null)
        {
            values.Set(GeneralGroup.Role, GatewayRole.DataPlane);
        }

        if (values.Get(GeneralGroup.Role) == GatewayRole.Traditional)
        {
            if (plane is not null && written.TryGetValue(ClusterGroup.ControlPlane, out var unused))
            {
                warnings.Add(new SettingProblem(unused.Name, unused.Origin, "has no effect: role is traditional"));
            }

            return;
        }

        foreach (var needed in (Setting[])[ClusterGroup.ControlPlane, ClusterGroup.Certificate, ClusterGroup.Key])
        {
            if (!written.ContainsKey(needed))
            {
                errors.Add(new SettingProblem(needed.Name, "", "must be set on a data plane"));
            }
        }

        foreach (var refused in (Setting[])[GeneralGroup.DeclarativeConfig, GeneralGroup.DeclarativeConfigString])
        {
            if (written.TryGetValue(refused, out var given))
            {
                errors.Add(new SettingProblem(given.Name, given.Origin,
                    "cannot be set on a data plane: its configuration comes from the control plane"));
            }
        }

        if (written.TryGetValue(ListenerGroup.AdminListen, out var admin) && !values.Get(ListenerGroup.AdminListen).IsEmpty)
        {
            warnings.Add(new SettingProblem(admin.Name, admin.Origin, "has no effect: a data plane has no Admin API"));
        }

        values.Set(ListenerGroup.AdminListen, ImmutableArray<Listener>.Empty);
    }

    private static void Pairs(
        SettingValues values, IReadOnlyDictionary<Setting, WrittenSetting> written, List<SettingProblem> errors,
        SettingOf<ImmutableArray<PemSource>> certificates, SettingOf<ImmutableArray<PemSource>> keys)
    {
        var (have, need) = (values.Get(keys).Length, values.Get(certificates).Length);
        if (have != need)
        {
            var at = written.GetValueOrDefault(certificates) ?? written.GetValueOrDefault(keys);
            errors.Add(new SettingProblem(keys.Name, at?.Origin ?? "",
                $"expected as many keys as {certificates.Name} has certificates, {need}, got {have}"));
        }
    }

    private static void Open(
        SettingValues values, IReadOnlyDictionary<Setting, WrittenSetting> written, List<SettingProblem> warnings,
        SettingOf<ImmutableArray<Listener>> setting, string why)
    {
        foreach (var listener in values.Get(setting).Where(l => !l.IsLoopback))
        {
            warnings.Add(new SettingProblem(setting.Name, written.GetValueOrDefault(setting)?.Origin ?? "default",
                $"{listener} can be reached from other machines, and {why}"));
        }
    }
}
