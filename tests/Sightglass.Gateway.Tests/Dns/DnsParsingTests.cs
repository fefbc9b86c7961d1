using System.Net;
using System.Net.Sockets;
using Sightglass.Gateway.Dns;

namespace Sightglass.Gateway.Tests.Dns;

public sealed class DnsParsingTests
{
    [Fact]
    public void ResolvConf_AllOptions_AreUnderstood()
    {
        var conf = ResolvConf.Parse(
            [
                "# comment", "; comment", "nameserver 10.0.0.1", "nameserver\t::1", "nameserver bad", "nameserver 10.0.0.3", "nameserver 10.0.0.4",
                "domain old.example", "search a.example B.example. c d e f g", "options ndots:3 timeout:4 attempts:2 rotate edns0 ndots:x", "nonsense",
            ],
            null,
            null);
        Assert.Equal(["10.0.0.1:53", "[::1]:53", "10.0.0.3:53"], conf.Servers.Select(static server => server.ToString()));
        Assert.Equal(["a.example", "b.example", "c", "d", "e", "f"], conf.Search);
        Assert.Equal((3, 4.0, 2, true), (conf.Ndots, conf.Timeout.TotalSeconds, conf.Attempts, conf.Rotate));
    }

    [Fact]
    public void ResolvConf_Nothing_GivesTheDefaults()
    {
        var conf = ResolvConf.Parse([], null, null);
        Assert.Equal(["127.0.0.1:53"], conf.Servers.Select(static server => server.ToString()));
        Assert.Equal((1, 2.0, 5, false, 0), (conf.Ndots, conf.Timeout.TotalSeconds, conf.Attempts, conf.Rotate, conf.Search.Length));
        Assert.Equal(conf.Servers.AsEnumerable(), ResolvConf.Load("/no/such/file").Servers);
    }

    [Fact]
    public void ResolvConf_Environment_Wins()
    {
        var conf = ResolvConf.Parse(["search a.example", "options ndots:2 timeout:99"], "x.example y.example", "ndots:5 attempts:0");
        Assert.Equal(["x.example", "y.example"], conf.Search);
        Assert.Equal((5, 30.0, 5), (conf.Ndots, conf.Timeout.TotalSeconds, conf.Attempts));
    }

    [Fact]
    public void HostsFile_Lines_AreUnderstood()
    {
        var hosts = HostsFile.Parse(["127.0.0.9 localhost", "10.0.0.1 A.example a # x", "10.0.0.2\ta.example", "::2 a.example", "bad line", "10.0.0.3 # none"]);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], hosts.Find("a.example", AddressFamily.InterNetwork).Select(static address => address.ToString()));
        Assert.Equal(["::2"], hosts.Find("A.EXAMPLE", AddressFamily.InterNetworkV6).Select(static address => address.ToString()));
        Assert.Equal([IPAddress.Loopback], hosts.Find("localhost", AddressFamily.InterNetwork));
        Assert.Empty(hosts.Find("none", AddressFamily.InterNetwork));
    }

    [Theory]
    [InlineData("Example.COM.", "example.com")]
    [InlineData("_http._tcp.x", "_http._tcp.x")]
    [InlineData("a-1.b", "a-1.b")]
    [InlineData(".", null)]
    [InlineData("a..b", null)]
    [InlineData(".a", null)]
    [InlineData("a b", null)]
    [InlineData("\u00e9.example", null)]
    public void TryNormalize_Text_GivesTheNameOrRefuses(string text, string? name)
    {
        Assert.Equal(name is not null, DnsName.TryNormalize(text, out var actual));
        Assert.Equal(name, actual);
    }

    [Fact]
    public void TryNormalize_Lengths_AreLimited()
    {
        Assert.True(DnsName.TryNormalize(new string('a', 63), out _));
        Assert.False(DnsName.TryNormalize(new string('a', 64), out _));
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) + ".b";
        Assert.Equal(253, longest.Length);
        Assert.True(DnsName.TryNormalize(longest, out var name));
        var wire = new byte[300];
        Assert.Equal(255, DnsName.Write(name, wire));
        var at = 0;
        Assert.True(DnsName.TryRead(wire, ref at, out var back));
        Assert.Equal(name, back);
        Assert.False(DnsName.TryNormalize(longest + "c", out _));
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x00 })] // to itself
    [InlineData(new byte[] { 0xC0, 0x05, 0, 0, 0, 0 })] // forward
    [InlineData(new byte[] { 5, 97, 97 })] // past the end
    [InlineData(new byte[] { 1, 97 })] // no end
    [InlineData(new byte[] { 0xC0 })] // half a pointer
    [InlineData(new byte[] { 0x40, 97, 0 })] // unknown label type
    [InlineData(new byte[] { 1, 46, 0 })] // a dot inside a label
    [InlineData(new byte[] { 1, 0, 0 })] // a control character
    public void TryRead_MalformedName_IsRefused(byte[] bytes)
    {
        var at = 0;
        Assert.False(DnsName.TryRead(bytes, ref at, out _));
    }

    [Fact]
    public void TryRead_PointersInACircle_IsRefused()
    {
        byte[] bytes = [1, 97, 0xC0, 0x00];
        var at = 2;
        Assert.False(DnsName.TryRead(bytes, ref at, out _));
    }

    [Fact]
    public void TryReadAnswers_RandomDamage_NeverThrows()
    {
        var query = new byte[DnsMessage.MaxQuery];
        query = query[..DnsMessage.WriteQuery(7, "host.example", DnsRecordType.A, true, query)];
        var message = DnsReplyBuilder.Ok.Cname("host.example", "b.example").A("b.example", "10.0.0.1").Srv("c.example", 1, 2, 3, "d.example")
            .Aaaa("e.example", "::1").ToMessages(query).Single();
        Assert.True(DnsMessage.Answers(message, 7, "host.example", DnsRecordType.A));
        var records = new List<DnsResourceRecord>();
        Assert.True(DnsMessage.TryReadAnswers(message, records));
        Assert.Equal(4, records.Count);

        var random = new Random(11);
        for (var round = 0; round < 50_000; round++)
        {
            var damaged = (byte[])message.Clone();
            for (var edit = random.Next(1, 6); edit > 0; edit--)
            {
                damaged[random.Next(12, damaged.Length)] = (byte)random.Next(256);
            }

            damaged = damaged[..random.Next(12, damaged.Length + 1)];
            records.Clear();
            _ = DnsMessage.TryReadAnswers(damaged, records);
            Assert.InRange(records.Count, 0, 4);
        }
    }

    [Fact]
    public void Order_OfNextRecord_FollowsTheWeights()
    {
        var answer = new DnsAnswer
        {
            Name = "x",
            Type = DnsRecordType.Srv,
            Ttl = 1,
            Records = [new(null, "a", 1, 5, 0, 1), new(null, "b", 1, 1, 0, 1), new(null, "c", 1, 1, 0, 1)],
        };
        Assert.Equal("aabacaa", string.Concat(Enumerable.Range(0, 7).Select(_ => answer.NextRecord().Target)));
    }
}
