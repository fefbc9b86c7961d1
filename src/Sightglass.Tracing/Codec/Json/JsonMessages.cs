using System.Text.Json;

namespace Sightglass.Tracing.Codec.Json;

/// <summary>Takes a text apart into JSON documents that follow one another.</summary>
internal static class JsonMessages
{
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 64 };

    /// <exception cref="OtlpFormatException">The text is not JSON, or a document is no object.</exception>
    public static void ForEach(ReadOnlySpan<byte> utf8, Action<JsonSite> message)
    {
        // Some editors put a byte order mark before it.
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        var reader = new Utf8JsonReader(utf8, Options);
        var any = false;
        while (Read(ref reader, out var document))
        {
            using (document)
            {
                any = true;
                var site = new JsonSite(document!.RootElement);
                site.Expect(JsonValueKind.Object);
                message(site);
            }
        }

        if (!any)
        {
            throw new OtlpFormatException("Malformed OTLP/JSON: the text is empty, expected an object.");
        }
    }

    private static bool Read(ref Utf8JsonReader reader, out JsonDocument? document)
    {
        try
        {
            document = null;
            return reader.Read() && JsonDocument.TryParseValue(ref reader, out document);
        }
        catch (JsonException error)
        {
            throw new OtlpFormatException(
                $"Malformed JSON in line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {FirstSentence(error.Message)}", error);
        }
    }

    /// <summary>Without the position in the library's own words.</summary>
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
