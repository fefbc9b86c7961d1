using System.Buffers;

namespace Sightglass.Expressions.Evaluation;

/// <summary>A text in lower case, in borrowed memory. Simple case mapping, so the length stays the same.</summary>
internal readonly ref struct LowerCase
{
    /// <summary>How many characters are lowered on the stack; longer texts rent.</summary>
    public const int StackLength = 256;

    private readonly char[]? _rented;

    public LowerCase(ReadOnlySpan<char> text, Span<char> stack)
    {
        var buffer = text.Length <= stack.Length ? stack : (_rented = ArrayPool<char>.Shared.Rent(text.Length));
        var length = text.ToLowerInvariant(buffer);
        Text = buffer[..length];
    }

    public ReadOnlySpan<char> Text { get; }

    /// <summary>Whether lowering could change the text at all. Most values are lower-case ASCII already.</summary>
    public static bool Changes(ReadOnlySpan<char> text) => text.ContainsAnyInRange('A', 'Z') || text.ContainsAnyExceptInRange('\0', '\u007F');

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }
    }
}
