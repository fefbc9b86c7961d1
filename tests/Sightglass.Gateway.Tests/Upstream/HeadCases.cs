using System.Text;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

/// <summary>Parses a whole text, at once or in two pieces, and says what came of it.</summary>
internal static class HeadCases
{
    public static (ParseStatus Status, ResponseHead Head, string? Detail) Parse(
        byte[] bytes, int split = -1, bool head = false, int maxSize = 32 * 1024, int maxHeaders = 100)
    {
        var result = new ResponseHead(new HeaderStringCache());
        result.Reset();
        var parser = new ResponseHeadParser(maxSize, maxHeaders);
        parser.Reset();
        var status = ParseStatus.NeedMore;
        if (split >= 0)
        {
            status = parser.Parse(bytes.AsSpan(0, split), head, result);
        }

        if (status == ParseStatus.NeedMore)
        {
            status = parser.Parse(bytes, head, result);
        }

        result.Attach(bytes, 0);
        return (status, result, parser.Detail);
    }

    public static (ParseStatus Status, ResponseHead Head, string? Detail) Parse(string text, bool head = false)
        => Parse(Encoding.Latin1.GetBytes(text), head: head);

    /// <summary>Everything that a head says, as text, for comparison.</summary>
    public static string Describe(ParseStatus status, ResponseHead head)
    {
        if (status != ParseStatus.Done)
        {
            return status.ToString();
        }

        var text = new StringBuilder();
        text.Append($"1.{head.MinorVersion} {head.Status} '{head.Reason}' {head.Size} {head.Framing} {head.ContentLength} {head.KeepAlive}");
        for (var i = 0; i < head.Count; i++)
        {
            text.Append($"|{head.GetKnown(i)} {head.GetName(i)}={head.GetValue(i)}");
        }

        return text.ToString();
    }
}
