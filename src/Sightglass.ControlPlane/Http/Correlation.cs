using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Sightglass.ControlPlane.Http;

/// <summary>
/// The id of one API request. The trace id is the time in seconds (8 hex digits), eight zeros and 64 random bits; the decimal forms are of the
/// random parts.
/// </summary>
internal sealed record Correlation(string TraceId, string SpanId, string DatadogTraceId, string DatadogParentId)
{
    /// <summary>What a problem's <c>instance</c> and the audit log say.</summary>
    public string Instance => $"kong:trace:{DatadogTraceId}";

    public static Correlation Create(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        var trace = BinaryPrimitives.ReadUInt64BigEndian(random);
        var span = BinaryPrimitives.ReadUInt64BigEndian(random[8..]);
        return new Correlation(
            string.Create(CultureInfo.InvariantCulture, $"{(uint)now.ToUnixTimeSeconds():x8}00000000{trace:x16}"),
            span.ToString("x16", CultureInfo.InvariantCulture),
            trace.ToString(CultureInfo.InvariantCulture),
            span.ToString(CultureInfo.InvariantCulture));
    }
}
