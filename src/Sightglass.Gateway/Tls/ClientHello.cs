using System.Buffers;
using System.Buffers.Binary;

namespace Sightglass.Gateway.Tls;

/// <summary>What a client's hello says about the certificates that it can check (RFC 8446, 4.1.2; RFC 8422, 5.1).</summary>
internal sealed class ClientHello
{
    // More than any hello takes.
    private const int Limit = 32 * 1024;

    private const byte HandshakeRecord = 22;
    private const byte HelloMessage = 1;
    private const ushort SupportedGroups = 10;
    private const ushort SignatureAlgorithms = 13;
    private const ushort SupportedVersions = 43;
    private const ushort Version13 = 0x0304;

    private static readonly ClientHello Nothing = new();

    private ushort[] _suites = [];
    private ushort[]? _groups;
    private ushort[] _algorithms = [];
    private bool _speaks13;

    /// <summary>Whether the client takes a certificate with an ECDSA key.</summary>
    /// <param name="keySize">256, 384 or 521.</param>
    /// <param name="allows13">The server speaks TLS 1.3, where the hash belongs to the curve.</param>
    public bool AcceptsEcdsa(int keySize, bool allows13)
    {
        // ecdsa_secp256r1_sha256 and its like; secp256r1 and its like.
        var (algorithm, group) = keySize switch
        {
            256 => ((ushort)0x0403, (ushort)23),
            384 => ((ushort)0x0503, (ushort)24),
            521 => ((ushort)0x0603, (ushort)25),
            _ => default,
        };
        if (_speaks13 && allows13)
        {
            return algorithm != 0 && _algorithms.Contains(algorithm);
        }

        return (_groups is null || _groups.Contains(group))
            && _algorithms.Any(static algorithm => algorithm is 0x0403 or 0x0503 or 0x0603)
            && _suites.Any(IsEcdsaSuite);
    }

    /// <summary>Reads a hello at the beginning of a connection.</summary>
    /// <returns>Null when more must be there to tell. Of what is no hello nothing is known.</returns>
    public static ClientHello? Read(ReadOnlySequence<byte> received)
    {
        var isWhole = received.Length <= Limit;
        var bytes = isWhole ? received.ToArray() : received.Slice(0, Limit).ToArray();
        var message = new ArrayBufferWriter<byte>(bytes.Length + 1);
        var rest = bytes.AsSpan();
        while (rest.Length >= 5)
        {
            if (rest[0] != HandshakeRecord)
            {
                return Nothing;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[3..]);
            var piece = rest[5..Math.Min(rest.Length, 5 + length)];
            message.Write(piece);
            rest = rest[(5 + piece.Length)..];
            if (piece.Length < length)
            {
                break;
            }
        }

        var written = message.WrittenSpan;
        if ((written.Length > 0 && written[0] != HelloMessage) || (rest.Length > 0 && rest[0] != HandshakeRecord))
        {
            return Nothing;
        }

        var size = written.Length < 4 ? -1 : (written[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(written[2..]);
        if (size < 0 || written.Length < 4 + size)
        {
            return isWhole && size <= Limit ? null : Nothing;
        }

        var hello = new ClientHello();
        return hello.ReadMessage(written.Slice(4, size)) ? hello : Nothing;
    }

    // Version 2, random 32, session id, cipher suites, compressions, extensions.
    private bool ReadMessage(ReadOnlySpan<byte> message)
    {
        if (message.Length < 34)
        {
            return false;
        }

        var rest = message[34..];
        if (!Take(ref rest, 1, out _) || !Take(ref rest, 2, out var suites) || !Take(ref rest, 1, out _))
        {
            return false;
        }

        _suites = Numbers(suites);
        if (!Take(ref rest, 2, out var extensions))
        {
            // A client of old sends none.
            return rest.IsEmpty;
        }

        while (extensions.Length >= 4)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            if (!Take(ref extensions, 2, out var content))
            {
                return false;
            }

            switch (type)
            {
                case SupportedGroups when Take(ref content, 2, out var list):
                    _groups = Numbers(list);
                    break;
                case SignatureAlgorithms when Take(ref content, 2, out var list):
                    _algorithms = Numbers(list);
                    break;
                case SupportedVersions when Take(ref content, 1, out var list):
                    _speaks13 = Numbers(list).Contains(Version13);
                    break;
            }
        }

        return true;
    }

    private static bool Take(ref ReadOnlySpan<byte> bytes, int prefix, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (bytes.Length < prefix)
        {
            return false;
        }

        var length = prefix == 1 ? bytes[0] : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        if (bytes.Length < prefix + length)
        {
            return false;
        }

        content = bytes.Slice(prefix, length);
        bytes = bytes[(prefix + length)..];
        return true;
    }

    private static ushort[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new ushort[bytes.Length / 2];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
        }

        return numbers;
    }

    // TLS_ECDHE_ECDSA_WITH_ AES in CBC, GCM and CCM, and CHACHA20.
    private static bool IsEcdsaSuite(ushort suite) => suite
        is 0xC009 or 0xC00A or 0xC023 or 0xC024 or 0xC02B or 0xC02C or 0xC0AC or 0xC0AD or 0xC0AE or 0xC0AF or 0xCCA9;
}
