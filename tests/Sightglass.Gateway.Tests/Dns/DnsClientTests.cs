using System.Net;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Net;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Dns;

public sealed class DnsClientTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Resolve_TwoAddresses_GivesThemInTurnFromTheCache()
    {
        // The first answer could be here before the test looks, so it waits for that.
        using var looked = new ManualResetEventSlim();
        await using var server = new FakeDnsServer(q =>
        {
            looked.Wait();
            return q.Type == DnsRecordType.A ? DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1").A(q.Name, "10.0.0.2") : DnsReplyBuilder.Ok;
        });
        using var client = NewClient(server);
        var seen = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var pending = client.ResolveAsync("Host.example", 8080);
            var isCached = pending.IsCompletedSuccessfully;
            looked.Set();
            Assert.Equal(i > 0, isCached);
            var result = await pending;
            Assert.Equal(i > 0, result.CacheHit);
            seen.Add(result.Address!.ToString());
        }

        Assert.Equal(["10.0.0.1:8080", "10.0.0.2:8080"], seen.Order().Distinct());
        Assert.Equal(seen[0], seen[2]);
        Assert.NotEqual(seen[0], seen[1]);
        Assert.Equal([DnsRecordType.Srv, DnsRecordType.A], server.Questions.Select(static q => q.Type));
        Assert.All(server.Questions, static q => Assert.Equal("host.example", q.Name));
    }

    [Fact]
    public async Task Resolve_CachedName_GivesTheSameAddressInstance()
    {
        await using var server = Addresses("10.0.0.1");
        using var client = NewClient(server);
        var first = await client.ResolveAsync("host.example", 80);
        Assert.Same(first.Address, (await client.ResolveAsync("host.example", 80)).Address);
        Assert.NotSame(first.Address, (await client.ResolveAsync("host.example", 81)).Address);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3:80")]
    [InlineData("::1", "[::1]:80")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]:80")]
    [InlineData("localhost", "127.0.0.1:80")]
    [InlineData("LocalHost", "127.0.0.1:80")]
    [InlineData("db.internal", "10.9.9.9:80")]
    public async Task Resolve_KnownWithoutAsking_CompletesAtOnce(string name, string address)
    {
        await using var server = new FakeDnsServer(static _ => null);
        using var client = NewClient(server);
        var pending = client.ResolveAsync(name, 80);
        Assert.True(pending.IsCompletedSuccessfully);
        var result = await pending;
        Assert.Equal((address, true, UpstreamError.None), (result.Address!.ToString(), result.CacheHit, result.UpstreamError));
        Assert.Empty(server.Questions);
    }

    [Theory]
    [InlineData("1.2.3", "dns client error: 102 invalid name, bad IPv4")]
    [InlineData("1.2.3.256", "dns client error: 102 invalid name, bad IPv4")]
    [InlineData("010.0.0.1", "dns client error: 102 invalid name, bad IPv4")]
    [InlineData("2130706433", "dns client error: 102 invalid name, bad IPv4")]
    [InlineData("::x", "dns client error: 103 invalid name, bad IPv6")]
    [InlineData("a b", "dns client error: 102 invalid name, bad IPv4")]
    [InlineData("a..b", "dns client error: 102 invalid name, bad IPv4")]
    [InlineData("", "dns client error: 102 invalid name, bad IPv4")]
    public async Task Resolve_NeitherNameNorAddress_IsAnError(string name, string text)
    {
        await using var server = new FakeDnsServer(static _ => null);
        using var client = NewClient(server);
        var result = await client.ResolveAsync(name, 80);
        Assert.Equal((DnsError.InvalidName, text, UpstreamError.DnsError), (result.Error, result.ErrorText, result.UpstreamError));
        Assert.Empty(server.Questions);
    }

    [Theory]
    [InlineData(1, nameof(DnsError.FormatError), "dns server error: 1 format error", nameof(UpstreamError.DnsError))]
    [InlineData(2, nameof(DnsError.ServerFailure), "dns server error: 2 server failure", nameof(UpstreamError.DnsError))]
    [InlineData(3, nameof(DnsError.NameError), "dns server error: 3 name error", nameof(UpstreamError.NameError))]
    [InlineData(5, nameof(DnsError.Refused), "dns server error: 5 refused", nameof(UpstreamError.DnsError))]
    [InlineData(0, nameof(DnsError.EmptyRecord), "dns client error: 101 empty record received", nameof(UpstreamError.NameError))]
    public async Task Resolve_ServerError_IsTheFieldsText(int code, string error, string text, string upstream)
    {
        await using var server = new FakeDnsServer(_ => DnsReplyBuilder.Error(code));
        using var client = NewClient(server);
        var result = await client.ResolveAsync("host.example", 80);
        Assert.Equal((error, text, upstream), (result.Error.ToString(), result.ErrorText, result.UpstreamError.ToString()));
        Assert.Null(result.Address);
    }

    [Fact]
    public async Task Resolve_Alias_IsFollowedInOneAnswerAndOverSeveral()
    {
        await using var server = new FakeDnsServer(static q => (q.Name, q.Type) switch
        {
            ("a.example", DnsRecordType.A) => DnsReplyBuilder.Ok.Cname("b.example", "c.example", 20).Cname("a.example", "b.example", 30),
            ("c.example", DnsRecordType.A) => DnsReplyBuilder.Ok.Cname("c.example", "d.example", 40).A("d.example", "10.0.0.7", 50)
                .A("other.example", "10.6.6.6"),
            _ => DnsReplyBuilder.Ok,
        });
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        var tries = new DnsTries();
        var result = await client.ResolveAsync("a.example", 80, tries);
        Assert.Equal("10.0.0.7:80", result.Address!.ToString());
        Assert.Equal(("d.example", 20), (result.Answer!.Name, result.Answer.Ttl));
        Assert.Single(result.Answer.Records);
        Assert.Equal(["a.example", "c.example"], tries.Steps.Select(static step => step.QName));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resolve_AliasesInACircle_AreAnError(bool inOneAnswer)
    {
        await using var server = new FakeDnsServer(q => inOneAnswer
            ? DnsReplyBuilder.Ok.Cname("a.example", "b.example").Cname("b.example", "a.example")
            : DnsReplyBuilder.Ok.Cname(q.Name, q.Name == "a.example" ? "b.example" : "a.example"));
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        var result = await client.ResolveAsync("a.example", 80);
        Assert.Equal((DnsError.Recursion, "recursion detected"), (result.Error, result.ErrorText));
        Assert.InRange(server.Questions.Count, 1, 10);
    }

    [Fact]
    public async Task Resolve_Srv_TakesLowestPriorityByWeightWithItsPort()
    {
        await using var server = new FakeDnsServer(static q => (q.Name, q.Type) switch
        {
            ("svc.example", DnsRecordType.Srv) => DnsReplyBuilder.Ok
                .Srv(q.Name, 10, 3, 8001, "one.example")
                .Srv(q.Name, 10, 1, 8002, "two.example")
                .Srv(q.Name, 20, 100, 9999, "backup.example"),
            ("one.example", DnsRecordType.A) => DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1"),
            ("two.example", DnsRecordType.A) => DnsReplyBuilder.Ok.A(q.Name, "10.0.0.2"),
            _ => DnsReplyBuilder.Ok,
        });
        using var client = NewClient(server);
        var seen = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            seen.Add((await client.ResolveAsync("svc.example", 80)).Address!.ToString());
        }

        Assert.Equal(6, seen.Count(static address => address == "10.0.0.1:8001"));
        Assert.Equal(2, seen.Count(static address => address == "10.0.0.2:8002"));
        Assert.DoesNotContain(server.Questions, static q => q is { Name: "one.example", Type: DnsRecordType.Srv });
    }

    [Fact]
    public async Task Resolve_SrvSaysThereIsNoService_IsEmpty()
    {
        await using var server = new FakeDnsServer(static q => q.Type == DnsRecordType.Srv
            ? DnsReplyBuilder.Ok.Srv(q.Name, 0, 0, 0, string.Empty)
            : DnsReplyBuilder.Ok);
        using var client = NewClient(server);
        Assert.Equal(DnsError.EmptyRecord, (await client.ResolveAsync("_http._tcp.example", 80)).Error);
    }

    [Fact]
    public async Task Resolve_NewClient_AsksSrvOnlyForServiceNames()
    {
        await using var server = new FakeDnsServer(static q => q.Type == DnsRecordType.A ? DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1") : DnsReplyBuilder.Error(3));
        using var client = NewClient(server, new DnsOptions { NewClient = true });
        Assert.Equal(DnsError.None, (await client.ResolveAsync("host.example", 80)).Error);
        Assert.Equal(DnsError.NameError, (await client.ResolveAsync("_http._tcp.example", 80)).Error);
        Assert.Equal([("host.example", DnsRecordType.A), ("_http._tcp.example", DnsRecordType.Srv)], server.Questions.Select(static q => (q.Name, q.Type)));
    }

    [Fact]
    public async Task Resolve_BothFamilies_FollowsTheOrder()
    {
        await using var server = new FakeDnsServer(static q => q.Type switch
        {
            DnsRecordType.Aaaa => DnsReplyBuilder.Ok.Aaaa(q.Name, "2001:db8::1"),
            DnsRecordType.A when q.Name == "both.example" => DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1"),
            _ => DnsReplyBuilder.Ok,
        });
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A, DnsRecordType.Aaaa] });
        Assert.Equal("10.0.0.1", (await client.ResolveAsync("both.example", 1)).Address!.AddressText);
        Assert.Equal("2001:db8::1", (await client.ResolveAsync("six.example", 1)).Address!.AddressText);
    }

    [Fact]
    public async Task Resolve_LastType_IsAskedFirstAgain()
    {
        await using var server = Addresses("10.0.0.1");
        using var client = NewClient(server, new DnsOptions { StaleTtl = 1000 });
        await client.ResolveAsync("host.example", 80);
        Assert.Equal(2, server.Questions.Count);
        _time.Advance(61_000);
        await client.ResolveAsync("host.example", 80);
        await Eventually.TrueAsync(() => server.Questions.Count == 3, "the refresh");
        Assert.Equal(DnsRecordType.A, server.Questions.Last().Type);
    }

    [Fact]
    public async Task Resolve_Expired_GivesTheStaleAnswerAndRefreshes()
    {
        var address = "10.0.0.1";
        await using var server = new FakeDnsServer(q => DnsReplyBuilder.Ok.A(q.Name, address, 5));
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        Assert.Equal("10.0.0.1", (await client.ResolveAsync("host.example", 80)).Address!.AddressText);
        address = "10.0.0.2";
        _time.Advance(4_900);
        Assert.Equal("10.0.0.1", (await client.ResolveAsync("host.example", 80)).Address!.AddressText);
        Assert.Single(server.Questions);

        _time.Advance(200);
        var stale = client.ResolveAsync("host.example", 80);
        Assert.True(stale.IsCompletedSuccessfully);
        Assert.Equal("10.0.0.1", (await stale).Address!.AddressText);
        await Eventually.TrueAsync(() => Cached(client, "host.example") == "10.0.0.2", "the refreshed address");
        Assert.Equal(2, server.Questions.Count);
    }

    [Theory]
    [InlineData(2, "10.0.0.1")]
    [InlineData(3, null)]
    public async Task Resolve_RefreshFails_StaleAnswerStaysUnlessTheNameIsGone(int code, string? address)
    {
        var fail = false;
        await using var server = new FakeDnsServer(q => fail ? DnsReplyBuilder.Error(code) : DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1", 5));
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        await client.ResolveAsync("host.example", 80);
        fail = true;
        _time.Advance(6_000);
        await client.ResolveAsync("host.example", 80);
        await Eventually.TrueAsync(() => server.Questions.Count == 2, "the refresh");
        if (address is null)
        {
            await Eventually.TrueAsync(() => Cached(client, "host.example") is null, "the name to be gone");
        }

        Assert.Equal(address, Cached(client, "host.example"));
        fail = false;
        _time.Advance(31_000);
        await client.ResolveAsync("host.example", 80);
        await Eventually.TrueAsync(() => Cached(client, "host.example") == "10.0.0.1", "the name to be back");
    }

    [Fact]
    public async Task Resolve_TooOldEvenForStale_AsksAndWaits()
    {
        var address = "10.0.0.1";
        await using var server = new FakeDnsServer(q => DnsReplyBuilder.Ok.A(q.Name, address, 5));
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A], StaleTtl = 10 });
        await client.ResolveAsync("host.example", 80);
        address = "10.0.0.2";
        _time.Advance(16_000);
        Assert.Equal("10.0.0.2", (await client.ResolveAsync("host.example", 80)).Address!.AddressText);
    }

    [Fact]
    public async Task Resolve_TtlZero_AsksEachTime()
    {
        await using var server = new FakeDnsServer(static q => DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1", 0));
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        await client.ResolveAsync("host.example", 80);
        Assert.Equal(0, (await client.ResolveAsync("host.example", 80)).Answer!.Ttl);
        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task Resolve_ValidTtlSet_ReplacesTheRecords()
    {
        await using var server = new FakeDnsServer(static q => DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1", 0));
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A], ValidTtl = 7 });
        Assert.Equal(7, (await client.ResolveAsync("host.example", 80)).Answer!.Ttl);
        await client.ResolveAsync("host.example", 80);
        Assert.Single(server.Questions);
    }

    [Theory]
    [InlineData(3, 30)]
    [InlineData(0, 30)]
    [InlineData(2, 1)]
    public async Task Resolve_Failure_IsRememberedForItsTime(int code, int seconds)
    {
        await using var server = new FakeDnsServer(_ => DnsReplyBuilder.Error(code));
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        await client.ResolveAsync("host.example", 80);
        _time.Advance((seconds * 1000) - 100);
        Assert.True((await client.ResolveAsync("host.example", 80)).CacheHit);
        Assert.Single(server.Questions);
        _time.Advance(200);
        Assert.False((await client.ResolveAsync("host.example", 80)).CacheHit);
        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task Resolve_ManyAtOnce_AskOnce()
    {
        var go = new ManualResetEventSlim();
        await using var server = new FakeDnsServer(q =>
        {
            go.Wait();
            return DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1");
        });
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        var all = Enumerable.Range(0, 50).Select(_ => client.ResolveAsync("host.example", 80).AsTask()).ToArray();
        go.Set();
        Assert.All(await Task.WhenAll(all), static result => Assert.Equal("10.0.0.1", result.Address!.AddressText));
        Assert.Single(server.Questions);
        go.Dispose();
    }

    [Fact]
    public async Task Resolve_Truncated_AsksOverTcp()
    {
        await using var server = new FakeDnsServer(static q =>
        {
            var reply = q.OverTcp ? DnsReplyBuilder.Ok : DnsReplyBuilder.Truncated;
            for (var i = 0; q.OverTcp && i < 200; i++)
            {
                reply.A(q.Name, $"10.0.1.{i}");
            }

            return reply;
        });
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        Assert.Equal(200, (await client.ResolveAsync("host.example", 80)).Answer!.Records.Length);
        Assert.Equal([false, true], server.Questions.Select(static q => q.OverTcp));
    }

    [Fact]
    public async Task Resolve_ForgedAnswersComeFirst_AreIgnored()
    {
        await using var server = new FakeDnsServer(static q => DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1").AfterForgeries("10.6.6.6"));
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        var result = await client.ResolveAsync("host.example", 80);
        Assert.Equal(["10.0.0.1"], result.Answer!.Records.Select(static record => record.Address!.ToString()));
    }

    [Fact]
    public async Task Resolve_ServerDoesNotKnowTheExtension_AsksWithout()
    {
        await using var server = new FakeDnsServer(static q => q.Extended ? DnsReplyBuilder.Error(1) : DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1"));
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        Assert.Equal(DnsError.None, (await client.ResolveAsync("host.example", 80)).Error);
    }

    [Fact]
    public async Task Resolve_FirstServerFails_TheNextIsAsked()
    {
        await using var bad = new FakeDnsServer(static _ => DnsReplyBuilder.Error(2));
        await using var good = Addresses("10.0.0.1");
        using var client = NewClient([bad.EndPoint, good.EndPoint], new DnsOptions { Order = [DnsRecordType.A] });
        Assert.Equal("10.0.0.1", (await client.ResolveAsync("host.example", 80)).Address!.AddressText);
        Assert.Single(bad.Questions);
    }

    [Fact]
    public async Task Resolve_Rotate_BeginsWithAnotherServerEachTime()
    {
        await using var one = Addresses("10.0.0.1");
        await using var two = Addresses("10.0.0.2");
        using var client = NewClient([one.EndPoint, two.EndPoint], new DnsOptions { Order = [DnsRecordType.A] }, new ResolvConf { Rotate = true });
        for (var i = 0; i < 4; i++)
        {
            await client.ResolveAsync($"n{i}.example", 80);
        }

        Assert.Equal((2, 2), (one.Questions.Count, two.Questions.Count));
    }

    [Fact]
    public async Task Resolve_ServerSaysNothing_TimesOutAndTheNextIsAsked()
    {
        await using var silent = new FakeDnsServer(static _ => null);
        await using var good = Addresses("10.0.0.1");
        using var client = NewClient([silent.EndPoint, good.EndPoint], new DnsOptions { Order = [DnsRecordType.A] });
        var pending = client.ResolveAsync("host.example", 80).AsTask();
        await Eventually.TrueAsync(() => silent.Questions.Count == 1, "the question");
        _time.Advance(2_100);
        Assert.Equal("10.0.0.1", (await pending).Address!.AddressText);
    }

    [Fact]
    public async Task Resolve_NoServerAnswers_IsANetworkErrorAfterAllAttempts()
    {
        await using var silent = new FakeDnsServer(static _ => null);
        using var client = NewClient([silent.EndPoint], new DnsOptions { Order = [DnsRecordType.A] }, new ResolvConf { Attempts = 2, Search = ["a.example"] });
        var tries = new DnsTries();
        var pending = client.ResolveAsync("host.example", 80, tries).AsTask();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Eventually.TrueAsync(() => silent.Questions.Count == attempt, "the question");
            _time.Advance(2_100);
        }

        var result = await pending;
        Assert.Equal(DnsError.Network, result.Error);
        Assert.Matches(@"^DNS server error: timeout, took 4\d\d\d ms$", result.ErrorText);
        Assert.Equal(2, silent.Questions.Count);
    }

    [Fact]
    public async Task Resolve_Cancelled_GivesUpWaiting()
    {
        await using var silent = new FakeDnsServer(static _ => null);
        using var client = NewClient(silent);
        using var cancel = new CancellationTokenSource();
        var pending = client.ResolveAsync("host.example", 80, null, cancel.Token).AsTask();
        await cancel.CancelAsync();
        Assert.Equal(UpstreamError.Aborted, (await pending).UpstreamError);
    }

    [Theory]
    [InlineData("host", "host.one.example,host.two.example,host")]
    [InlineData("host.sub", "host.sub,host.sub.one.example,host.sub.two.example")]
    [InlineData("host.sub.", "host.sub")]
    public async Task Resolve_SearchList_IsTriedInOrder(string name, string asked)
    {
        await using var server = new FakeDnsServer(static _ => DnsReplyBuilder.Error(3));
        using var client = NewClient(
            [server.EndPoint], new DnsOptions { Order = [DnsRecordType.A] }, new ResolvConf { Search = ["one.example", "two.example"] });
        Assert.Equal(DnsError.NameError, (await client.ResolveAsync(name, 80)).Error);
        Assert.Equal(asked.Split(','), server.Questions.Select(static q => q.Name));
    }

    [Fact]
    public async Task Resolve_Tries_SayWhatHappened()
    {
        await using var server = new FakeDnsServer(static q => q.Type == DnsRecordType.A ? DnsReplyBuilder.Ok.A(q.Name, "10.0.0.1", 60) : DnsReplyBuilder.Error(3));
        using var client = NewClient(server);
        var tries = new DnsTries();
        await client.ResolveAsync("host.example", 80, tries);
        var resolver = server.EndPoint.ToString();
        Assert.Equal(
            $$"""[{"qname":"host.example","qtype":33,"cache_hit":false,"resolver":"{{resolver}}","error":["dns server error: 3 name error"],"errcode":3},"""
            + $$"""{"qname":"host.example","qtype":1,"cache_hit":false,"resolver":"{{resolver}}","answers":[{"data":"10.0.0.1","ttl":60}]}]""",
            tries.ToJson());
        tries.Clear();
        await client.ResolveAsync("host.example", 80, tries);
        Assert.Equal(
            """[{"qname":"host.example","qtype":1,"cache_hit":true,"resolver":"cache","answers":[{"data":"10.0.0.1","ttl":60}]}]""", tries.ToJson());
    }

    [Fact]
    public async Task Cache_MoreNamesThanItHolds_ForgetsTheOldest()
    {
        await using var server = Addresses("10.0.0.1");
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A], CacheSize = 40 });
        await client.ResolveAsync("keep.example", 80);
        for (var i = 0; i < 200; i++)
        {
            await client.ResolveAsync($"n{i}.example", 80);
            _time.Advance(1);
            await client.ResolveAsync("keep.example", 80);
            Assert.InRange(client.CacheCount, 1, 41);
        }

        Assert.InRange(server.Count("keep.example"), 1, 1);
    }

    [Fact]
    public async Task Resolve_Cached_AllocatesNothing()
    {
        await using var server = Addresses("10.0.0.1");
        using var client = NewClient(server, new DnsOptions { Order = [DnsRecordType.A] });
        await client.ResolveAsync("host.example", 80);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            var pending = client.ResolveAsync("host.example", 80);
            if (!pending.IsCompletedSuccessfully || (await pending).Address is null)
            {
                Assert.Fail("not from the cache");
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static FakeDnsServer Addresses(string address) => new(q => q.Type == DnsRecordType.A ? DnsReplyBuilder.Ok.A(q.Name, address) : DnsReplyBuilder.Ok);

    private static string? Cached(DnsClient client, string name)
    {
        var pending = client.ResolveAsync(name, 80);
        return pending.IsCompletedSuccessfully ? pending.Result.Address?.AddressText : "pending";
    }

    private DnsClient NewClient(FakeDnsServer server, DnsOptions? options = null) => NewClient([server.EndPoint], options);

    private DnsClient NewClient(IPEndPoint[] servers, DnsOptions? options = null, ResolvConf? resolv = null)
        => new((options ?? new DnsOptions()) with { Servers = [.. servers] }, _time, resolv ?? new ResolvConf(), HostsFile.Parse(["10.9.9.9 db.internal"]));
}
