using System.Collections.Frozen;

namespace Sightglass.Expressions.Patterns;

/// <summary>The property names that may stand in <c>\p{…}</c>, and the ASCII classes of <c>[[:…:]]</c>.</summary>
internal static class UnicodeProperties
{
    private static readonly (string Short, string Long)[] Categories =
    [
        ("L", "letter"), ("Lu", "uppercaseletter"), ("Ll", "lowercaseletter"), ("Lt", "titlecaseletter"), ("Lm", "modifierletter"), ("Lo", "otherletter"),
        ("M", "mark"), ("M", "combiningmark"), ("Mn", "nonspacingmark"), ("Mc", "spacingmark"), ("Me", "enclosingmark"),
        ("N", "number"), ("Nd", "decimalnumber"), ("Nd", "digit"), ("Nl", "letternumber"), ("No", "othernumber"),
        ("P", "punctuation"), ("P", "punct"), ("Pc", "connectorpunctuation"), ("Pd", "dashpunctuation"), ("Ps", "openpunctuation"),
        ("Pe", "closepunctuation"), ("Pi", "initialpunctuation"), ("Pf", "finalpunctuation"), ("Po", "otherpunctuation"),
        ("S", "symbol"), ("Sm", "mathsymbol"), ("Sc", "currencysymbol"), ("Sk", "modifiersymbol"), ("So", "othersymbol"),
        ("Z", "separator"), ("Zs", "spaceseparator"), ("Zl", "lineseparator"), ("Zp", "paragraphseparator"),
        ("C", "other"), ("Cc", "control"), ("Cc", "cntrl"), ("Cf", "format"), ("Cs", "surrogate"), ("Co", "privateuse"), ("Cn", "unassigned"),
    ];

    private static readonly FrozenDictionary<string, UnicodeProperty> ByName = Build();

    private static readonly FrozenDictionary<string, CharacterClass.Range[]> AsciiClasses = new Dictionary<string, CharacterClass.Range[]>(StringComparer.Ordinal)
    {
        ["alnum"] = [new('0', '9'), new('A', 'Z'), new('a', 'z')],
        ["alpha"] = [new('A', 'Z'), new('a', 'z')],
        ["ascii"] = [new(0, 0x7F)],
        ["blank"] = [new('\t', '\t'), new(' ', ' ')],
        ["cntrl"] = [new(0, 0x1F), new(0x7F, 0x7F)],
        ["digit"] = [new('0', '9')],
        ["graph"] = [new('!', '~')],
        ["lower"] = [new('a', 'z')],
        ["print"] = [new(' ', '~')],
        ["punct"] = [new('!', '/'), new(':', '@'), new('[', '`'), new('{', '~')],
        ["space"] = [new('\t', '\r'), new(' ', ' ')],
        ["upper"] = [new('A', 'Z')],
        ["word"] = [new('0', '9'), new('A', 'Z'), new('_', '_'), new('a', 'z')],
        ["xdigit"] = [new('0', '9'), new('A', 'F'), new('a', 'f')],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Looks a property up; case, blanks, <c>-</c> and <c>_</c> do not count.</summary>
    public static bool TryFind(string name, out UnicodeProperty? property)
    {
        var folded = new string([.. name.Where(unit => unit is not (' ' or '_' or '-')).Select(char.ToLowerInvariant)]);
        foreach (var prefix in (ReadOnlySpan<string>)["gc=", "gc:", "generalcategory=", "generalcategory:"])
        {
            if (folded.StartsWith(prefix, StringComparison.Ordinal))
            {
                folded = folded[prefix.Length..];
                break;
            }
        }

        return ByName.TryGetValue(folded, out property);
    }

    public static bool TryFindAscii(string name, out CharacterClass.Range[]? ranges) => AsciiClasses.TryGetValue(name, out ranges);

    private static FrozenDictionary<string, UnicodeProperty> Build()
    {
        var byName = new Dictionary<string, UnicodeProperty>(StringComparer.Ordinal)
        {
            ["any"] = UnicodeProperty.Any,
            ["ascii"] = UnicodeProperty.Ascii,
            ["assigned"] = UnicodeProperty.Assigned,
            ["lc"] = UnicodeProperty.CasedLetter,
            ["casedletter"] = UnicodeProperty.CasedLetter,
            ["whitespace"] = UnicodeProperty.Space,
            ["wspace"] = UnicodeProperty.Space,
            ["space"] = UnicodeProperty.Space,
        };
        foreach (var (shortName, longName) in Categories)
        {
            var key = shortName.ToLowerInvariant();
            if (!byName.TryGetValue(key, out var property))
            {
                byName.Add(key, property = UnicodeProperty.OfCategory(shortName));
            }

            byName.Add(longName, property);
        }

        return byName.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
