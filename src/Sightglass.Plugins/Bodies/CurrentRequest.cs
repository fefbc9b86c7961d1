using System.Text;
using Microsoft.Extensions.Primitives;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Bodies;

/// <summary>
/// The request as it is now: what the client sent, with the changes of the plugins that ran before. A function that puts a token into a
/// header, for example, does so for the plugins after it as well.
/// </summary>
internal static class CurrentRequest
{
    /// <summary>A header's lines. An underscore in a name that is not there stands for a dash.</summary>
    public static StringValues CurrentHeader(this PluginContext context, string name)
    {
        var values = context.ServiceRequest.GetHeader(name);
        return values.Count == 0 && name.Contains('_', StringComparison.Ordinal)
            ? context.ServiceRequest.GetHeader(name.Replace('_', '-'))
            : values;
    }

    public static bool HasCurrentBody(this PluginContext context) =>
        context.ServiceRequest.ChangedBody is { } changed ? !changed.IsEmpty : context.Request.HasBody;

    /// <summary>The body; empty when there is none, null when it is larger than <paramref name="limit"/>.</summary>
    public static ValueTask<ReadOnlyMemory<byte>?> ReadCurrentBodyAsync(this PluginContext context, int limit)
    {
        if (context.ServiceRequest.ChangedBody is { } changed)
        {
            return ValueTask.FromResult(changed.Length > limit ? (ReadOnlyMemory<byte>?)null : changed);
        }

        return context.Request.HasBody
            ? context.Request.ReadBodyAsync(limit, context.Aborted)
            : ValueTask.FromResult<ReadOnlyMemory<byte>?>(ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>Takes a parameter out of the query. The rest is written in the form of the URL standard.</summary>
    public static void RemoveFromQuery(this PluginServiceRequest request, string name)
    {
        if (request.QueryString.Length > 0)
        {
            request.QueryString = WithoutParameter(request.QueryString, name);
        }
    }

    private static string WithoutParameter(string query, string name)
    {
        var text = new StringBuilder(query.Length);
        foreach (var range in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan(range);
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var key = UrlEncodedPairs.Decode(equals < 0 ? pair : pair[..equals]);
            if (key == name)
            {
                continue;
            }

            AppendEncoded(text.Append(text.Length > 0 ? "&" : ""), key);
            AppendEncoded(text.Append('='), equals < 0 ? "" : UrlEncodedPairs.Decode(pair[(equals + 1)..]));
        }

        return text.ToString();
    }

    private static void AppendEncoded(StringBuilder output, string text)
    {
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            var character = (char)octet;
            if (char.IsAsciiLetterOrDigit(character) || character is '*' or '-' or '.' or '_')
            {
                output.Append(character);
            }
            else if (character == ' ')
            {
                output.Append('+');
            }
            else
            {
                output.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
