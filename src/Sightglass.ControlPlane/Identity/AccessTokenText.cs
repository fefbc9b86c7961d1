using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Sightglass.ControlPlane.Identity;

/// <summary>The text of personal access tokens: <c>kpat_</c> and 49 letters and digits (291 bits).</summary>
internal static class AccessTokenText
{
    public const string Prefix = "kpat_";

    private const int Length = 49;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    public static string Create() => Prefix + RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>
    /// What is stored and looked up. A plain digest is enough: the text is random, so there is nothing to guess, and comparing digests tells
    /// nothing about the text.
    /// </summary>
    public static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether the text can be a token at all; spares a look-up for what cannot.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == Prefix.Length + Length
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Characters) < 0;
}
