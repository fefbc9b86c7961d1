using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sightglass.Plugins.BasicAuth;

/// <summary>Compares passwords with how they are stored: lower-case hex SHA-1 of the password followed by the consumer's id.</summary>
internal static class StoredPassword
{
    private const int HexLength = 40;

    /// <summary>Whether the password is right. Takes as long for a wrong one as for the right one.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The stored form is the configuration format's.")]
    public static bool Matches(string password, Guid consumer, string? stored)
    {
        var salted = Encoding.UTF8.GetBytes($"{password}{consumer:D}");
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(salted, hash);
        CryptographicOperations.ZeroMemory(salted);
        Span<char> hex = stackalloc char[HexLength];
        Convert.TryToHexStringLower(hash, hex, out _);
        return CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(hex), MemoryMarshal.AsBytes(stored.AsSpan()));
    }
}
