using Sightglass.Plugins.Tokens.Edwards;

namespace Sightglass.Plugins.Tests.Jwt;

/// <summary>Ed25519 by the vectors of RFC 8032, 7.1, and by what has to be refused.</summary>
public sealed class EdwardsKeyTests
{
    private const string Key1 = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private const string Signature1 =
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

    [Theory]
    [InlineData(Key1, "", Signature1)]
    [InlineData(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [InlineData(
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    public void Verify_SignatureOfTheKey_IsAccepted(string key, string data, string signature)
    {
        var verifier = EdwardsKey.FromBytes(Convert.FromHexString(key))!;

        Assert.True(verifier.Verify("EdDSA", Convert.FromHexString(data), Convert.FromHexString(signature)));
        Assert.False(verifier.Verify("EdDSA", [.. Convert.FromHexString(data), 0], Convert.FromHexString(signature)));
        Assert.False(verifier.Verify("ES256", Convert.FromHexString(data), Convert.FromHexString(signature)));
    }

    [Fact]
    public void Verify_AnyOneBitChanged_IsRefused()
    {
        var key = EdwardsKey.FromBytes(Convert.FromHexString(Key1))!;
        for (var bit = 0; bit < 512; bit++)
        {
            var signature = Convert.FromHexString(Signature1);
            signature[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.False(key.Verify("EdDSA", [], signature), $"bit {bit}");
        }
    }

    /// <summary>S and S + L say the same; only the lesser is a signature, or anybody could make a second one.</summary>
    [Fact]
    public void Verify_ScalarBeyondTheOrder_IsRefused()
    {
        var order = System.Numerics.BigInteger.Pow(2, 252) + System.Numerics.BigInteger.Parse("27742317777372353535851937790883648493");
        var signature = Convert.FromHexString(Signature1);
        var scalar = new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        var beyond = new byte[32];
        Assert.True(scalar.TryWriteBytes(beyond, out _, isUnsigned: true));

        Assert.False(EdwardsKey.FromBytes(Convert.FromHexString(Key1))!.Verify("EdDSA", [], [.. signature[..32], .. beyond]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Verify_SignatureOfAnotherLength_IsRefused(int length) =>
        Assert.False(EdwardsKey.FromBytes(Convert.FromHexString(Key1))!.Verify("EdDSA", [], new byte[length]));

    [Theory]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")] // no point has this y
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")] // x is 0, and has no sign
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // y is 1, written as p + 1
    [InlineData("00")]
    public void FromBytes_NotAPointInItsOneForm_IsNull(string bytes) => Assert.Null(EdwardsKey.FromBytes(Convert.FromHexString(bytes)));

    [Fact]
    public void FromPem_PublicKeyOfAnotherKind_IsNull()
    {
        using var ec = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);

        Assert.Null(EdwardsKey.FromPem(ec.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(EdwardsKey.FromPem("no key"));
    }

    /// <summary>Exact in every limb: checked against plain arithmetic on values at the edges and in between.</summary>
    [Fact]
    public void FieldElement_SumsDifferencesAndProducts_AreThoseOfTheField()
    {
        var modulus = System.Numerics.BigInteger.Pow(2, 255) - 19;
        var random = new Random(20_320_519);
        var values = new List<System.Numerics.BigInteger> { 0, 1, 2, 19, modulus - 1, modulus - 2, (modulus - 1) / 2, System.Numerics.BigInteger.Pow(2, 204) - 1 };
        for (var i = 0; i < 60; i++)
        {
            var bytes = new byte[32];
            random.NextBytes(bytes);
            values.Add(new System.Numerics.BigInteger(bytes, isUnsigned: true) % modulus);
        }

        foreach (var a in values)
        {
            foreach (var b in values)
            {
                Assert.Equal(a * b % modulus, Number(Element(a) * Element(b)));
                Assert.Equal((a + b) % modulus, Number(Element(a) + Element(b)));
                Assert.Equal((a - b + modulus) % modulus, Number(Element(a) - Element(b)));
            }
        }
    }

    private static FieldElement Element(System.Numerics.BigInteger value)
    {
        var bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return FieldElement.FromBytes(bytes);
    }

    private static System.Numerics.BigInteger Number(FieldElement element)
    {
        var bytes = new byte[32];
        element.CopyTo(bytes);
        return new System.Numerics.BigInteger(bytes, isUnsigned: true);
    }
}
