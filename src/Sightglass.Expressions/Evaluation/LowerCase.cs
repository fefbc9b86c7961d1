using System.Buffers;

namespace Sightglass.Expressions.Evaluation;

/// <summary>A text in lower case, in borrowed memory. Simple case mapping, so the length stays the same.</summary>
internal readonly ref struct LowerCase
{
    /// <summary>How many characters are lowered on the stack; longer texts rent.</summary>
    public const int StackLength = 128;

    private readonly char[]? _rented;

    public LowerCase(ReadOnlySpan<char> text, Span<char> stack)
    {
        var buffer = text.Length <= stack.Length ? stack : (_rented = ArrayPool<char>.Shared.Rent(text.Length));
        Text = Lower(text, buffer);
    }

    public ReadOnlySpan<char> Text { get; }

    /// <summary>Whether lowering could change the text at all. Most values are lower-case ASCII already.</summary>
    public static bool Changes(ReadOnlySpan<char> text) => FirstChange(text) < text.Length;

    private static int FirstChange(ReadOnlySpan<char> text)
    {
        var index = 0;
        while (index < text.Length && text[index] < 0x80 && !char.IsAsciiLetterUpper(text[index]))
        {
            index++;
        }

        return index;
    }

    private static ReadOnlySpan<char> Lower(ReadOnlySpan<char> text, Span<char> buffer)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit >= 0x80)
            {
                return buffer[..text.ToLowerInvariant(buffer)];
            }

            buffer[i] = char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20) : unit;
        }

        return buffer[..text.Length];
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }
    }
}
