namespace Sightglass.ControlPlane.Http;

/// <summary>Reads a stream to its end, but never more than a bound.</summary>
internal static class BoundedReader
{
    /// <summary>The bytes; null when there are more than <paramref name="maxBytes"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        using var collected = new MemoryStream();
        var part = new byte[16 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(part, cancellationToken);
            if (read == 0)
            {
                return collected.GetBuffer().AsMemory(0, (int)collected.Length);
            }

            if (collected.Length + read > maxBytes)
            {
                return null;
            }

            collected.Write(part, 0, read);
        }
    }
}
