using Sightglass.Configuration.Vaults;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.configuration</c> and <c>kong.vault</c> are made of.</summary>
internal static class ConfigurationFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("settings", call => call.ReturnValue(call.Run.Program.Host.Settings)),
        new("vault_parse", Parse),
        new("vault_get", Get),
    ];

    private static int Parse(HostCall call)
    {
        var text = call.Text(1);
        if (!VaultReference.TryParse(text, out var reference))
        {
            return call.ReturnProblem($"not a reference: {text}");
        }

        return call.ReturnValue(new Dictionary<string, object?>
        {
            ["name"] = reference.Vault,
            ["resource"] = reference.Secret,
            ["key"] = reference.Key,
        });
    }

    private static int Get(HostCall call)
    {
        var text = call.Text(1);
        if (!VaultReference.TryParse(text, out var reference))
        {
            return call.ReturnProblem($"not a reference: {text}");
        }

        if (reference.Vault != VaultReference.Environment)
        {
            return call.ReturnProblem($"could not find vault ({reference.Vault}): scripts read the vault env");
        }

        return reference.Find("", Environment.GetEnvironmentVariable) is { } secret
            ? call.Return(secret)
            : call.ReturnProblem($"could not get value from external vault (no value found ({text}))");
    }
}
