using System.Numerics;
using System.Security.Cryptography;

namespace Sightglass.Plugins.Tokens.Edwards;

/// <summary>
/// An Ed25519 public key (RFC 8032), which the framework has no type for. It verifies only: no secret is ever at hand here, so nothing has
/// to take the same time for every value.
/// </summary>
internal sealed class EdwardsKey : TokenKey
{
    /// <summary>What precedes the 32 bytes of the key in a SubjectPublicKeyInfo (RFC 8410, 4).</summary>
    private static readonly byte[] InfoPrefix = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>The order of the base point: 2^252 + 27742317777372353535851937790883648493.</summary>
    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    private readonly byte[] _key;
    private readonly PointTable _negated;

    private EdwardsKey(byte[] key, in EdwardsPoint point)
    {
        _key = key;
        _negated = new PointTable(point.Negated());
    }

    /// <summary>Makes a key of its 32 bytes; null when they are not a point of the curve.</summary>
    public static EdwardsKey? FromBytes(ReadOnlySpan<byte> key) =>
        EdwardsPoint.Decode(key) is { } point ? new EdwardsKey(key.ToArray(), point) : null;

    /// <summary>Reads a PEM public key; null when it is none of Ed25519.</summary>
    public static EdwardsKey? FromPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != "PUBLIC KEY")
        {
            return null;
        }

        var info = new byte[fields.DecodedDataLength];
        return Convert.TryFromBase64String(pem[fields.Base64Data], info, out var length)
            && length == InfoPrefix.Length + 32
            && info.AsSpan().StartsWith(InfoPrefix)
                ? FromBytes(info.AsSpan(InfoPrefix.Length, 32))
                : null;
    }

    public override bool Verify(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        algorithm == "EdDSA" && Verify(data, signature);

    private bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 64 || new BigInteger(signature[32..], isUnsigned: true) >= Order)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        using (var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA512))
        {
            sha.AppendData(signature[..32]);
            sha.AppendData(_key);
            sha.AppendData(data);
            sha.GetHashAndReset(hash);
        }

        Span<byte> scalar = stackalloc byte[32];
        (new BigInteger(hash, isUnsigned: true) % Order).TryWriteBytes(scalar, out var written, isUnsigned: true);
        scalar[written..].Clear();

        // R has to be S·B − k·A.
        Span<byte> expected = stackalloc byte[32];
        PointTable.MultiplyAdd(PointTable.Base, signature[32..], _negated, scalar).Encode(expected);
        return expected.SequenceEqual(signature[..32]);
    }
}
