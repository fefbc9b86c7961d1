using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Declarative;

/// <summary>The versions of the declarative format, and what it takes to read the older ones.</summary>
internal static partial class FormatVersion
{
    public const string Field = "_format_version";
    public const string Current = "3.0";
    private static readonly string[] Known = ["1.1", "2.1", Current];

    /// <summary>The version of a configuration.</summary>
    public static string Of(JsonObject root, List<FieldError> errors)
    {
        var path = FieldPath.Root.Field(Field);
        if (root[Field] is not { } node)
        {
            errors.Add(new FieldError(path, "required field missing"));
            return Current;
        }

        if (!JsonScalars.TryString(node, out var version))
        {
            errors.Add(new FieldError(path, "expected a string"));
            return Current;
        }

        if (!Known.Contains(version))
        {
            errors.Add(new FieldError(path, $"expected one of: {string.Join(", ", Known)}"));
        }

        return version;
    }

    /// <summary>Before 3.0 a path was a regular expression when it looked like one; since then <c>~</c> says so.</summary>
    public static void Upgrade(string version, DeclaredEntity entity)
    {
        if (version == Current || entity.Type != EntityTypes.Routes || entity.Fields["paths"] is not JsonArray paths)
        {
            return;
        }

        for (var i = 0; i < paths.Count; i++)
        {
            if (paths[i] is { } node && JsonScalars.TryString(node, out var path)
                && !path.StartsWith('~') && !PlainPath().IsMatch(path))
            {
                paths[i] = "~" + path;
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9.\-_~/%]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPath();
}
