using System.IO.Pipelines;
using System.Text;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Listening;

namespace Sightglass.Gateway.Tests.Listening;

public sealed class WireWriterTests
{
    private readonly Pipe _pipe = new();

    [Fact]
    public async Task Flush_RequestBeginsInTheMiddleOfAFrame_AllBytesArriveInOrder()
    {
        var writer = Create();
        Write(writer, "SETTINGS");
        writer.GetMemory();
        writer.InRequest = true;
        Write(writer, "ACK");
        await writer.FlushAsync();
        Write(writer, "HEADERS");
        await writer.FlushAsync();

        Assert.Equal("SETTINGSACKHEADERS", await ReadAsync());
        Assert.Equal(18, writer.Written);
    }

    [Fact]
    public async Task Flush_RefusalOutsideARequest_IsReworded()
    {
        var writer = Create();
        Write(writer, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\nDate: now\r\n\r\n");
        await writer.FlushAsync();

        var text = await ReadAsync();
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n", text);
        Assert.Contains("\r\nDate: now\r\n", text);
        Assert.Contains("\r\n\r\nBad request\nrequest_id: ", text);
    }

    [Fact]
    public async Task Flush_SameBytesInsideARequest_AreTheResponses()
    {
        const string Response = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
        var writer = Create();
        writer.InRequest = true;
        Write(writer, Response);
        await writer.FlushAsync();

        Assert.Equal(Response, await ReadAsync());
    }

    private WireWriter Create()
        => new(_pipe.Writer, new RefusalText(new ErrorFormatter(new ErrorTemplates(), ErrorFormat.Plain), ErrorFormat.Plain, "own", HeaderTokens.Default));

    private static void Write(WireWriter writer, string text)
    {
        var count = Encoding.ASCII.GetBytes(text, writer.GetSpan(text.Length));
        writer.Advance(count);
    }

    private async Task<string> ReadAsync()
    {
        var result = await _pipe.Reader.ReadAsync();
        var text = Encoding.ASCII.GetString(System.Buffers.BuffersExtensions.ToArray(result.Buffer));
        _pipe.Reader.AdvanceTo(result.Buffer.End);
        return text;
    }
}
