using System.Text.RegularExpressions;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Vaults;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of vaults: named views of where secrets are kept. There is one kind, <c>env</c>.</summary>
internal static partial class VaultRules
{
    public static readonly EntityType Type = new()
    {
        Name = "vaults",
        Singular = "vault",
        AdminPath = "vaults",
        NestedPath = "vaults",
        PathKey = "prefix",
        Kind = (_, vault) => Conditional.Kind(vault, "name", name => name == VaultReference.Environment ? null : $"vault '{name}' is not installed"),
        UniqueKeys = [new UniqueKey(["prefix"])],
        Schema = Entity(
        [
            Text("prefix", "Unique name in references, {vault://prefix/secret}; not that of a kind of vault.", Prefix) with { Required = true },
            Text("name", "Kind of vault: env, the environment of the process.") with { Required = true },
            Text("description", "What it is for."),
            Record("config", "How it is asked.", Text("prefix", "What the names of its environment variables begin with.", VariablePrefix)),
        ]),
    };

    private static string? Prefix(string value) =>
        value == VaultReference.Environment ? $"must not be one of: {VaultReference.Environment}"
            : PrefixPattern().IsMatch(value) ? null
            : $"invalid value: {value}";

    private static string? VariablePrefix(string value) => VariablePattern().IsMatch(value) ? null : $"invalid value: {value}";

    [GeneratedRegex(@"^[a-z][a-z0-9-]*[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixPattern();

    [GeneratedRegex(@"^[A-Za-z_-][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();
}
