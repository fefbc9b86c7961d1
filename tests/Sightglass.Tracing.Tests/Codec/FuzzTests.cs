using System.Text;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Codec;

/// <summary>Bytes from anywhere: read, or refused in the one way that callers expect.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 4_000;

    [Fact]
    public void Decode_DamagedProtobuf_IsReadOrRefused()
    {
        Fuzz(OtlpTraces.Encode([Envelopes.Full()]), bytes => OtlpTraces.Decode(bytes));
        Fuzz(OtlpLogs.Encode([Envelopes.Log(), Envelopes.Log()]), bytes => OtlpLogs.Decode(bytes));
    }

    [Fact]
    public void DecodeJson_DamagedText_IsReadOrRefused()
    {
        Fuzz(OtlpTraces.EncodeJson([Envelopes.Full()]), bytes => OtlpTraces.DecodeJson(bytes));
        Fuzz(OtlpLogs.EncodeJson([Envelopes.Log(), Envelopes.Log()]), bytes => OtlpLogs.DecodeJson(bytes));
    }

    [Fact]
    public void Decode_CutAtEveryByte_IsReadOrRefused()
    {
        var whole = OtlpTraces.Encode([Envelopes.Full()]);
        var refused = 0;
        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                OtlpTraces.Decode(whole.AsSpan(0, length));
            }
            catch (OtlpFormatException error)
            {
                refused++;
                Assert.Contains("at byte", error.Message, StringComparison.Ordinal);
            }
        }

        // Only nothing at all is a whole message too.
        Assert.Equal(whole.Length - 1, refused);
    }

    [Fact]
    public void Decode_DeepNesting_IsRefused()
    {
        // ArrayValue in AnyValue in ArrayValue …, each a field of two bytes around the one inside.
        byte[] value = [];
        for (var depth = 0; depth < 60; depth++)
        {
            value = [0x2A, .. Length(value.Length + 1 + Length(value.Length).Length), 0x0A, .. Length(value.Length), .. value];
        }

        byte[] pair = [0x0A, 1, (byte)'k', 0x12, .. Length(value.Length), .. value];
        byte[] span = [0x4A, .. Length(pair.Length), .. pair];
        byte[] scope = [0x12, .. Length(span.Length), .. span];
        byte[] resource = [0x12, .. Length(scope.Length), .. scope];
        byte[] request = [0x0A, .. Length(resource.Length), .. resource];
        var error = Assert.Throws<OtlpFormatException>(() => OtlpTraces.Decode(request));
        Assert.Contains("nested deeper than 16", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Length(int length) => length < 128 ? [(byte)length] : [(byte)(length | 128), (byte)(length >> 7)];

    private static void Fuzz(byte[] good, Action<byte[]> read)
    {
        // The same damage in every run, so that a failure can be looked into.
        var random = new Random(20_24);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Damage(good, random);
            try
            {
                read(bytes);
            }
            catch (OtlpFormatException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"{error}\n{Convert.ToHexString(bytes)}\n{Encoding.UTF8.GetString(bytes)}");
            }
        }

        Assert.InRange(refused, 1, Rounds - 1);
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var wounds = random.Next(1, 6); wounds > 0; wounds--)
        {
            var place = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 8), bytes.Count - place - (bytes.Count > 1 ? 1 : 0)));
                    break;
                default:
                    bytes.InsertRange(place, bytes.Skip(random.Next(bytes.Count)).Take(8).ToList());
                    break;
            }
        }

        return [.. bytes];
    }
}
