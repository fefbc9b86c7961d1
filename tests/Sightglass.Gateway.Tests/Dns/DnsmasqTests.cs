using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sightglass.Gateway.Dns;

namespace Sightglass.Gateway.Tests.Dns;

/// <summary>The client against a real server, where one is installed.</summary>
public sealed class DnsmasqTests
{
    [Fact]
    public async Task Resolve_RealServer_AllRecordTypes()
    {
        var program = new[] { "/usr/sbin/dnsmasq", "/usr/bin/dnsmasq" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "dnsmasq is not installed");

        // Between finding a free port and taking it somebody else may take it.
        for (var attempt = 1; !await TryAsync(program!, FreePort()); attempt++)
        {
            Assert.True(attempt < 10, "dnsmasq does not start");
        }
    }

    /// <summary>False when the server ended by itself before it answered.</summary>
    private static async Task<bool> TryAsync(string program, int port)
    {
        using var process = Process.Start(new ProcessStartInfo(program)
        {
            ArgumentList =
            {
                "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--no-poll", "--pid-file=", "--user=" + Environment.UserName,
                "--listen-address=127.0.0.1", "--bind-interfaces", $"--port={port}", "--local=/test/",
                "--host-record=web.test,10.1.0.1", "--host-record=six.test,2001:db8::6", "--cname=alias.test,web.test",
                "--srv-host=_http._tcp.test,web.test,8081,1,5",
            },
            RedirectStandardError = true,
        })!;
        try
        {
            var options = new DnsOptions
            {
                Servers = [new IPEndPoint(IPAddress.Loopback, port)],
                Order = [DnsRecordType.Srv, DnsRecordType.A, DnsRecordType.Aaaa],
                ErrorTtl = 0,
            };
            using var client = new DnsClient(options, TimeProvider.System, new ResolvConf { Search = ["test"] }, HostsFile.Parse([]));
            var limit = Stopwatch.StartNew();
            DnsResult web;
            do
            {
                web = await client.ResolveAsync("web.test", 80);
                if (process.HasExited)
                {
                    return false;
                }
            }
            while (web.Error == DnsError.Network && limit.Elapsed < TimeSpan.FromSeconds(20));

            Assert.Equal("10.1.0.1:80", web.Address?.ToString());
            Assert.Equal("10.1.0.1:80", (await client.ResolveAsync("alias.test", 80)).Address?.ToString());
            Assert.Equal("10.1.0.1:80", (await client.ResolveAsync("web", 80)).Address?.ToString());
            Assert.Equal("[2001:db8::6]:80", (await client.ResolveAsync("six.test", 80)).Address?.ToString());
            Assert.Equal("10.1.0.1:8081", (await client.ResolveAsync("_http._tcp.test", 80)).Address?.ToString());
            Assert.Equal("dns server error: 3 name error", (await client.ResolveAsync("missing.test", 80)).ErrorText);
            return true;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
