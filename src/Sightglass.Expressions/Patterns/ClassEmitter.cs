using System.Globalization;
using System.Text;

namespace Sightglass.Expressions.Patterns;

/// <summary>Writes sets of code points in .NET's syntax.</summary>
internal static class ClassEmitter
{
    private const string Surrogates = @"\uD800-\uDFFF";

    public static void Write(StringBuilder output, CharacterClass set, bool ignoreCase)
    {
        var union = Unwrap(set);
        if (union is not null && IsExpressible(union))
        {
            WriteExpressible(output, union, ignoreCase);
        }
        else
        {
            var members = ClassFlattener.Flatten(set, ignoreCase);
            var brackets = new StringBuilder();
            WriteRanges(brackets, members.Except(CodePointSet.Astral));
            WriteBoth(output, brackets.Length == 0 ? null : $"[{brackets}]", members.Intersect(CodePointSet.Astral));
        }
    }

    /// <summary>Writes one code point; two units for one beyond U+FFFF.</summary>
    public static void WriteCodePoint(StringBuilder output, int codePoint)
    {
        if (codePoint > char.MaxValue)
        {
            var pair = char.ConvertFromUtf32(codePoint);
            WriteUnit(output, pair[0]);
            WriteUnit(output, pair[1]);
        }
        else
        {
            WriteUnit(output, (char)codePoint);
        }
    }

    // [[:digit:]a] nests what needs no nesting: plain unions inside unions are taken apart, so that ordinary classes stay ordinary.
    private static CharacterClass.Union? Unwrap(CharacterClass set) => set switch
    {
        CharacterClass.Union union => Merge(union, union.Negated),
        CharacterClass.Range or CharacterClass.Named => new CharacterClass.Union([set], Negated: false),
        _ => null,
    };

    private static CharacterClass.Union Merge(CharacterClass.Union union, bool negated) => new(
        [.. union.Items.SelectMany(item => item is CharacterClass.Union { Negated: false } inner ? Merge(inner, negated: false).Items : [item])],
        negated);

    private static bool IsExpressible(CharacterClass.Union union)
    {
        foreach (var item in union.Items)
        {
            if (item is not (CharacterClass.Range or CharacterClass.Named { Negated: false } or CharacterClass.Named { Property.Others: not null }))
            {
                // \W alone is the one property without a text for its complement that is common: it is the negation of \w.
                return union.Items is [CharacterClass.Named];
            }
        }

        return union.Items.Length > 0;
    }

    private static void WriteExpressible(StringBuilder output, CharacterClass.Union union, bool ignoreCase)
    {
        var negated = union.Negated;
        if (union.Items is [CharacterClass.Named { Negated: true, Property.Others: null } only])
        {
            negated = !negated;
            union = new CharacterClass.Union([only with { Negated = false }], negated);
        }

        var ranges = CodePointSet.Of(union.Items.OfType<CharacterClass.Range>().Select(range => (range.Low, range.High)));
        var brackets = new StringBuilder(negated ? "[^" : "[");
        WriteRanges(brackets, ranges.Except(CodePointSet.Astral));
        var astral = ranges.Intersect(CodePointSet.Astral);
        var mayTakeSurrogates = false;
        var hasMembers = brackets.Length > (negated ? 2 : 1);
        foreach (var named in union.Items.OfType<CharacterClass.Named>())
        {
            // As in UnicodeProperty.ToSet: beyond U+FFFF everything is a member of a complement, and of Any.
            brackets.Append(named.Negated ? named.Property.Others : named.Property.Members);
            mayTakeSurrogates = true;
            hasMembers = true;
            astral = named.Negated || named.Property == UnicodeProperty.Any ? CodePointSet.Astral : astral;
        }

        brackets.Append(negated ? Surrogates : mayTakeSurrogates ? $"-[{Surrogates}]" : "").Append(']');
        var single = hasMembers || negated ? brackets.ToString() : null;
        if (ignoreCase && single is not null)
        {
            single = $"(?i:{single})";
        }

        WriteBoth(output, single, negated ? CodePointSet.Astral.Except(astral) : astral);
    }

    private static void WriteBoth(StringBuilder output, string? single, CodePointSet astral)
    {
        if (astral.IsEmpty)
        {
            // An empty class is legal and matches nothing.
            output.Append(single ?? @"[^\s\S]");
            return;
        }

        output.Append("(?:").Append(single);
        var separator = single is null ? "" : "|";
        foreach (var (low, high) in astral.Ranges)
        {
            WritePairs(output, ref separator, low - 0x10000, high - 0x10000);
        }

        output.Append(')');
    }

    // The pairs of a range are: the end of the first high surrogate's row, whole rows, and the beginning of the last row.
    private static void WritePairs(StringBuilder output, ref string separator, int low, int high)
    {
        var (firstRow, lastRow) = (low >> 10, high >> 10);
        if (firstRow != lastRow && (low & 0x3FF) != 0)
        {
            WriteRows(output, ref separator, firstRow, firstRow, low & 0x3FF, 0x3FF);
            firstRow++;
        }

        var partialEnd = (high & 0x3FF) != 0x3FF && firstRow != lastRow;
        if (partialEnd)
        {
            WriteRows(output, ref separator, firstRow, lastRow - 1, 0, 0x3FF);
            WriteRows(output, ref separator, lastRow, lastRow, 0, high & 0x3FF);
        }
        else
        {
            WriteRows(output, ref separator, firstRow, lastRow, firstRow == low >> 10 ? low & 0x3FF : 0, high & 0x3FF);
        }
    }

    private static void WriteRows(StringBuilder output, ref string separator, int firstRow, int lastRow, int lowUnit, int highUnit)
    {
        if (firstRow > lastRow)
        {
            return;
        }

        output.Append(separator);
        output.Append(CultureInfo.InvariantCulture, $@"[\u{0xD800 + firstRow:X4}-\u{0xD800 + lastRow:X4}][\u{0xDC00 + lowUnit:X4}-\u{0xDC00 + highUnit:X4}]");
        separator = "|";
    }

    private static void WriteRanges(StringBuilder output, CodePointSet set)
    {
        foreach (var (low, high) in set.Ranges)
        {
            WriteUnit(output, (char)low);
            if (high > low)
            {
                output.Append('-');
                WriteUnit(output, (char)high);
            }
        }
    }

    private static void WriteUnit(StringBuilder output, char unit)
    {
        if (char.IsAsciiLetterOrDigit(unit) || unit is '/' or '_')
        {
            output.Append(unit);
        }
        else
        {
            output.Append(CultureInfo.InvariantCulture, $@"\u{(int)unit:X4}");
        }
    }
}
