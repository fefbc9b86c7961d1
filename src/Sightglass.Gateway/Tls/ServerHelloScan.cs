using System.Buffers.Binary;

namespace Sightglass.Gateway.Tls;

/// <summary>
/// Reads off the server's side of a TLS handshake whether the session was resumed, which the platform does not tell. What decides is in the
/// clear: in TLS 1.3 the server's hello names the key that it resumes with (RFC 8446, 4.2.11); in TLS 1.2 the certificate is left out (RFC 5246, 7.3).
/// </summary>
internal sealed class ServerHelloScan
{
    // More than any hello takes; what has not said it by then will not.
    private const int Limit = 16 * 1024;

    private const byte ChangeCipherSpec = 20;
    private const byte Handshake = 22;
    private const byte ServerHello = 2;
    private const byte Certificate = 11;
    private const ushort PreSharedKey = 41;
    private const ushort SupportedVersions = 43;

    private byte[] _seen = [];
    private bool _done;

    /// <summary>Whether the session was resumed; null until that is known, and if it never is.</summary>
    public bool? Resumed { get; private set; }

    /// <summary>A server that has no key in common with the client asks for another hello, in the shape of one of its own (RFC 8446, 4.1.3).</summary>
    private static ReadOnlySpan<byte> RetryRequest =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    /// <summary>Bytes that the server sends, in order.</summary>
    public void See(ReadOnlySpan<byte> bytes)
    {
        if (_done)
        {
            return;
        }

        if (_seen.Length > 0)
        {
            bytes = _seen = [.. _seen, .. bytes];
        }

        _done = Scan(bytes) || bytes.Length > Limit;
        if (_done)
        {
            _seen = [];
        }
        else if (_seen.Length == 0)
        {
            _seen = bytes.ToArray();
        }
    }

    /// <returns>Whether there is nothing more to learn.</returns>
    private bool Scan(ReadOnlySpan<byte> bytes)
    {
        var isTls12 = false;
        while (bytes.Length >= 5)
        {
            var type = bytes[0];
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]);
            if (bytes.Length < 5 + length)
            {
                return false;
            }

            var record = bytes.Slice(5, length);
            bytes = bytes[(5 + length)..];
            if (type == Handshake)
            {
                if (ScanMessages(record, ref isTls12))
                {
                    return true;
                }
            }
            else if (type != ChangeCipherSpec)
            {
                return true;
            }
            else if (isTls12)
            {
                Resumed = true;
                return true;
            }
        }

        return false;
    }

    private bool ScanMessages(ReadOnlySpan<byte> record, ref bool isTls12)
    {
        while (record.Length >= 4)
        {
            var type = record[0];
            var length = (record[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(record[2..]);
            if (isTls12)
            {
                // A ticket that is renewed may come first; the certificate, if there is one, comes before it.
                Resumed = type != Certificate;
                return true;
            }

            if (type != ServerHello || record.Length < 4 + length)
            {
                return true;
            }

            if (ScanHello(record.Slice(4, length), out isTls12))
            {
                return true;
            }

            record = record[(4 + length)..];
        }

        return false;
    }

    private bool ScanHello(ReadOnlySpan<byte> hello, out bool isTls12)
    {
        isTls12 = false;
        if (hello.Length < 38 || hello[2..34].SequenceEqual(RetryRequest))
        {
            return false;
        }

        // Version 2, random 32, session id, cipher suite 2, compression 1, extensions.
        var extensions = hello[Math.Min(hello.Length, 34 + 1 + hello[34] + 3)..];
        extensions = extensions.Length < 2 ? default : extensions[2..];
        var isTls13 = false;
        var hasKey = false;
        while (extensions.Length >= 4)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            isTls13 |= type == SupportedVersions;
            hasKey |= type == PreSharedKey;
            extensions = extensions[Math.Min(extensions.Length, 4 + BinaryPrimitives.ReadUInt16BigEndian(extensions[2..]))..];
        }

        isTls12 = !isTls13;
        if (isTls13)
        {
            Resumed = hasKey;
        }

        return isTls13;
    }
}
