using System.Text;
using Sightglass.Gateway.Listening;

namespace Sightglass.Gateway.Tests.Listening;

public sealed class RequestHeadScanTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n", null)]
    [InlineData("GET / HTTP/1.1\r\nConnection: keep-alive\r\n", null)]
    [InlineData("GET / HTTP/1.1\r\nConnection:close\r\n", null)]
    [InlineData("GET / HTTP/1.1\r\nConnection: Upgrade\r\n", null)]
    [InlineData("GET / HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\n", null)]
    [InlineData("GET / HTTP/1.1\r\nConnection: X-A\r\n", "X-A")]
    [InlineData("GET / HTTP/1.1\r\nCONNECTION:  X-A , keep-alive ,X-B\t\r\n", "X-A,X-B")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: X-A\r\nX-A: 1\r\nconnection: X-B\r\n\r\n", "X-A,X-B")]
    [InlineData("GET / HTTP/1.1\r\nX-Connection: X-A\r\n", null)]
    [InlineData("GET / HTTP/1.1\r\nConnections: X-A\r\n", null)]
    [InlineData("GET / HTTP/1.1\r\nConnection: X-A", "X-A")]
    [InlineData("", null)]
    public void Read_Lines_FindsTheNamedHeaders(string lines, string? names)
        => Assert.Equal(names, Read(lines).HopByHopNames is { } found ? string.Join(',', found) : null);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\ncontent-length:5\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length:\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nX-Content-Length: 5\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nContent-Lengths: 5\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nConnection: Content-Length\r\n", false)]
    public void Read_Lines_FindsALength(string lines, bool found) => Assert.Equal(found, Read(lines).HasContentLength);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n", false)]
    [InlineData("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", false)]
    [InlineData("G / HTTP/1.1\r\nX-1_a!#: (b)\r\n\r\n", false)]
    [InlineData("G / HTTP/1.1\r\nNa(me: 1\r\n\r\n", true)]
    [InlineData("G / HTTP/1.1\r\nName : 1\r\n\r\n", true)]
    [InlineData("G / HTTP/1.1\r\nN\u00e4me: 1\r\n\r\n", true)]
    [InlineData("G / HTTP/1.1\r\n: 1\r\n\r\n", true)]
    [InlineData("G / HTTP/1.1\r\nName\r\n\r\n", true)]
    [InlineData("G / HTTP/1.1\r\nContent-Length: 15\r\n\r\n", false)]
    [InlineData("G / HTTP/1.1\r\nContent-Length: +5\r\n\r\n", true)]
    [InlineData("G / HTTP/1.1\r\ncontent-length: 5, 5\r\n\r\n", true)]
    public void Read_Lines_FindsWhatIsMalformed(string lines, bool found) => Assert.Equal(found, Read(lines).IsMalformed);

    [Fact]
    public void Read_LinesOneByOne_RemembersTheEarlierOnes()
    {
        var scan = default(RequestHeadScan);
        foreach (var line in new[] { "GET / HTTP/1.1\r\n", "Connection: X-A\r\n", "Content-Length: 1\r\n", "X(: 1\r\n", "\r\n" })
        {
            scan.Read(Encoding.ASCII.GetBytes(line));
        }

        Assert.Equal((true, true), (scan.HasContentLength, scan.IsMalformed));
        Assert.Equal(["X-A"], scan.HopByHopNames!);
    }

    private static RequestHeadScan Read(string lines)
    {
        var scan = default(RequestHeadScan);
        scan.Read(Encoding.Latin1.GetBytes(lines));
        return scan;
    }
}
