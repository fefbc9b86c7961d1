using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Sightglass.Plugins.Templates;

/// <summary>Recognises the expressions that are a single look-up.</summary>
internal static partial class LookupParser
{
    public static bool TryParse(string expression, [NotNullWhen(true)] out LookupSegment? segment)
    {
        var match = Lookup().Match(expression);
        segment = match.Success ? new LookupSegment(match.Groups["table"].Value, match.Groups["name"].Value) : null;
        return match.Success;
    }

    [GeneratedRegex(
        """
        ^\s*(?<table>headers|query_params|uri_captures|shared)\s*
        (\.\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)|\[\s*"(?<name>[^"\\]*)"\s*\]|\[\s*'(?<name>[^'\\]*)'\s*\]|\[\s*(?<name>[0-9]{1,9})\s*\])\s*$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Lookup();
}
