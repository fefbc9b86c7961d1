namespace Sightglass.Tracing.Interchange;

/// <summary>Reads streams whose announced length is not to be trusted.</summary>
internal static class BoundedReading
{
    /// <summary>Reads a stream to its end and takes its bytes off the budget.</summary>
    /// <exception cref="TraceFileException">There is more than the budget has left.</exception>
    public static byte[] ReadToEnd(Stream stream, ref long budget, string what)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            budget -= read;
            if (budget < 0)
            {
                throw new TraceFileException($"{what} is too large; unpacked, everything together may be as large as the limit for a file of traces.");
            }

            memory.Write(buffer, 0, read);
        }

        return memory.ToArray();
    }
}
