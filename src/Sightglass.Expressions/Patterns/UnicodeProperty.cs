using System.Globalization;

namespace Sightglass.Expressions.Patterns;

/// <summary>A named set of code points that .NET's regular expressions can express inside brackets.</summary>
internal sealed class UnicodeProperty
{
    private readonly Lazy<CodePointSet> _set;

    /// <param name="members">The set's members up to U+FFFF, as they stand inside .NET brackets.</param>
    /// <param name="others">All other code points up to U+FFFF in the same way; null when there is no such text.</param>
    /// <param name="contains">Whether a code point up to U+FFFF is a member.</param>
    private UnicodeProperty(string members, string? others, Func<int, bool> contains)
    {
        Members = members;
        Others = others;
        _set = new Lazy<CodePointSet>(() => CodePointSet.Where(contains));
    }

    public string Members { get; }

    public string? Others { get; }

    /// <summary>
    /// The members as a set, for set operations. Beyond U+FFFF properties are not looked up: nothing there is a member of one but
    /// <see cref="Any"/>, so everything there is a member of its complement. Exact sets would be hundreds of surrogate pairs, and the
    /// automaton of a single class a hundred megabytes.
    /// </summary>
    public CodePointSet ToSet() => this == Any ? CodePointSet.All : _set.Value;

    public static UnicodeProperty Digit { get; } = new(@"\d", @"\D", codePoint => Category(codePoint) == UnicodeCategory.DecimalDigitNumber);

    public static UnicodeProperty Space { get; } = new(@"\s", @"\S", codePoint => codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint));

    // Alphabetic, Mark, Decimal_Number, Connector_Punctuation and Join_Control of UTS #18. .NET's own \w lacks letter numbers, spacing
    // marks and the circled letters.
    public static UnicodeProperty Word { get; } = new(@"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\u200C\u200D\u24B6-\u24E9", null, IsWord);

    public static UnicodeProperty Any { get; } = new(@"\s\S", null, _ => true);

    public static UnicodeProperty Ascii { get; } = new(@"\u0000-\u007F", @"\u0080-\uFFFF", codePoint => codePoint < 0x80);

    public static UnicodeProperty Assigned { get; } = new(@"\P{Cn}", @"\p{Cn}", codePoint => Category(codePoint) != UnicodeCategory.OtherNotAssigned);

    /// <summary>One general category, or all whose short name starts with a letter.</summary>
    public static UnicodeProperty OfCategory(string shortName) => new(
        $@"\p{{{shortName}}}",
        $@"\P{{{shortName}}}",
        codePoint => ShortName(Category(codePoint)).StartsWith(shortName, StringComparison.Ordinal));

    /// <summary>The three categories of cased letters.</summary>
    public static UnicodeProperty CasedLetter { get; } = new(
        @"\p{Lu}\p{Ll}\p{Lt}",
        null,
        codePoint => Category(codePoint) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter);

    private static UnicodeCategory Category(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint);

    private static bool IsWord(int codePoint) => codePoint is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) || Category(codePoint) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;

    // In the order of the enumeration.
    private static readonly string[] ShortNames =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc",
        "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static string ShortName(UnicodeCategory category) => ShortNames[(int)category];
}
