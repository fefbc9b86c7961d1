using System.Text;
using Sightglass.Gateway.Listening;

namespace Sightglass.Gateway.Tests.Listening;

public sealed class HopByHopScanTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n", null)]
    [InlineData("Connection: keep-alive\r\n", null)]
    [InlineData("Connection:close\r\n", null)]
    [InlineData("Connection: Upgrade\r\n", null)]
    [InlineData("Connection: keep-alive, Upgrade\r\n", null)]
    [InlineData("Connection: X-A\r\n", "X-A")]
    [InlineData("CONNECTION:  X-A , keep-alive ,X-B\t\r\n", "X-A,X-B")]
    [InlineData("Host: h\r\nConnection: X-A\r\nX-A: 1\r\nconnection: X-B\r\n\r\n", "X-A,X-B")]
    [InlineData("X-Connection: X-A\r\n", null)]
    [InlineData("Connections: X-A\r\n", null)]
    [InlineData("Connection: X-A", "X-A")]
    [InlineData("", null)]
    public void Find_Lines_GivesTheNamedHeaders(string lines, string? names)
        => Assert.Equal(names, HopByHopScan.Find(Encoding.ASCII.GetBytes(lines)) is { } found ? string.Join(',', found) : null);
}
