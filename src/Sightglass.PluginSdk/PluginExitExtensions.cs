using System.Buffers;
using System.Text.Json;

namespace Sightglass.PluginSdk;

/// <summary>Short forms of <see cref="PluginContext.Exit"/>.</summary>
public static class PluginExitExtensions
{
    /// <summary>The content type of JSON bodies the gateway makes.</summary>
    public const string JsonContentType = "application/json; charset=utf-8";

    /// <summary>Ends the request with <c>{"message":"…"}</c> in compact form, without the request id (gateway.md 6, third producer).</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status code, 100–599.</param>
    /// <param name="message">The message; escaped for JSON.</param>
    public static void ExitWithMessage(this PluginContext context, int status, string message)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Exit(status, JsonMember("message", message), JsonContentType);
    }

    /// <summary>Ends the request with an object of one text member, in compact form.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status code, 100–599.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="text">The member's value.</param>
    public static void ExitWithMember(this PluginContext context, int status, string member, string text)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Exit(status, JsonMember(member, text), JsonContentType);
    }

    private static byte[] JsonMember(string member, string text)
    {
        var buffer = new ArrayBufferWriter<byte>(64 + text.Length);
        using (var writer = new Utf8JsonWriter(buffer, PluginJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString(member, text);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
