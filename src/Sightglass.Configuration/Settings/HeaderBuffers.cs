using System.Globalization;

namespace Sightglass.Configuration.Settings;

/// <summary>How much of a request's head is taken: lines of up to one buffer, and together no more than all buffers.</summary>
/// <param name="Count">Number of buffers.</param>
/// <param name="Size">Bytes of each.</param>
public readonly record struct HeaderBuffers(int Count, int Size)
{
    public long Total => (long)Count * Size;

    internal static string? Read(string text, out HeaderBuffers value)
    {
        value = default;
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var number, var size]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= 64
            && SettingReaders.Size(1024, 1 << 20)(size, out var bytes) is null)
        {
            value = new HeaderBuffers(count, (int)bytes);
            return null;
        }

        return $"expected 1 to 64 buffers and a size from 1k to 1m such as '4 8k', got '{text}'";
    }
}
