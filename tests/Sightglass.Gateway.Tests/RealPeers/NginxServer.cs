using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.RealPeers;

/// <summary>A real nginx of the test's own, on a free port of the loopback, with a directory of files.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryDirectory _directory;

    private NginxServer(Process process, TemporaryDirectory directory, int port)
    {
        _process = process;
        _directory = directory;
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Starts a server; skips the test, and says so, where nginx is not installed.</summary>
    /// <param name="server">What stands in its <c>server</c> block besides <c>listen</c> and <c>root</c>.</param>
    /// <param name="files">Files below the root, by name.</param>
    public static async Task<NginxServer> StartAsync(string server, params (string Name, string Content)[] files)
    {
        var program = new[] { "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "nginx is not installed");
        for (var attempt = 1; ; attempt++)
        {
            if (await TryStartAsync(program!, server, files) is { } started)
            {
                return started;
            }

            Assert.True(attempt < 5, "nginx does not start");
        }
    }

    /// <summary>How many connections it has accepted; needs <c>stub_status</c> at <c>/status</c>.</summary>
    public async Task<int> AcceptedAsync()
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri($"http://{EndPoint}/status"));
        return int.Parse(text.Split('\n')[2].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }

    private static async Task<NginxServer?> TryStartAsync(string program, string server, (string Name, string Content)[] files)
    {
        var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.File("root"));
        Directory.CreateDirectory(directory.File("logs"));
        foreach (var (name, content) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(directory.File("root"), name), content);
        }

        var port = FreePort();
        await File.WriteAllTextAsync(directory.File("nginx.conf"), $$"""
            daemon off;
            master_process off;
            pid {{directory.File("pid")}};
            error_log stderr;
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path {{directory.File("body")}};
              proxy_temp_path {{directory.File("proxy")}};
              fastcgi_temp_path {{directory.File("fastcgi")}};
              uwsgi_temp_path {{directory.File("uwsgi")}};
              scgi_temp_path {{directory.File("scgi")}};
              default_type text/plain;
              server {
                listen 127.0.0.1:{{port}};
                root {{directory.File("root")}};
                {{server}}
              }
            }
            """);
        var process = Process.Start(new ProcessStartInfo(program)
        {
            ArgumentList = { "-c", directory.File("nginx.conf"), "-p", directory.Path },
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        while (!process.HasExited)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return new NginxServer(process, directory, port);
            }
            catch (SocketException)
            {
                await Task.Delay(5);
            }
        }

        process.Dispose();
        directory.Dispose();
        return null;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
