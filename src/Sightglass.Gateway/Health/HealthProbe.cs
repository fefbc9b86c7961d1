using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Net;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Health;

/// <summary>
/// Probes one address on a connection of its own: a kept-alive one would not tell that the peer takes no new ones. Type tcp and grpc
/// connect, grpcs also shakes hands, http and https ask for <c>http_path</c>.
/// </summary>
internal sealed class HealthProbe(
    ActiveHealthcheckConfig config, Deadlines deadlines, TimeProvider time, SslStreamCertificateContext? clientCertificate, string? hostHeader = null)
{
    private const int MaxHeadSize = 32 * 1024;
    private const int MaxHeaders = 100;

    private readonly int _timeout = (int)Math.Clamp(config.Timeout * 1000, 1, int.MaxValue);

    private bool IsTls => config.Type is "https" or "grpcs";

    private bool IsHttp => config.Type is "http" or "https";

    /// <summary>Probes within the configured timeout.</summary>
    public async Task<HealthProbeResult> RunAsync(TargetAddress address, ResolvedAddress resolved, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(_timeout), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var endpoint = resolved.ToEndpoint(IsTls ? ToTlsOptions(address) : null);
        var connect = await UpstreamConnector.ConnectAsync(deadlines, endpoint, _timeout, either.Token).ConfigureAwait(false);
        if (connect.Transport is not { } transport)
        {
            return new HealthProbeResult(limit.IsCancellationRequested ? UpstreamError.ConnectTimeout : connect.Error, 0);
        }

        using (transport)
        using (either.Token.UnsafeRegister(static state => ((Transport)state!).Abort(), transport))
        {
            var result = IsHttp ? await AskAsync(transport, address).ConfigureAwait(false) : new HealthProbeResult(UpstreamError.None, 0);
            return result.Error != UpstreamError.None && limit.IsCancellationRequested ? new HealthProbeResult(UpstreamError.ReadTimeout, 0) : result;
        }
    }

    private static async Task<HealthProbeResult> ReadStatusAsync(Transport transport)
    {
        var parser = new ResponseHeadParser(MaxHeadSize, MaxHeaders);
        var head = new ResponseHead(new HeaderStringCache());
        var buffer = new byte[MaxHeadSize + 1];
        parser.Reset();
        head.Reset();
        var end = 0;
        while (true)
        {
            var received = await transport.ReceiveAsync(buffer.AsMemory(end)).ConfigureAwait(false);
            if (!received.Succeeded || received.Bytes == 0)
            {
                return new HealthProbeResult(end == 0 ? UpstreamError.ClosedBeforeResponse : UpstreamError.Reset, 0);
            }

            end += received.Bytes;
            var status = parser.Parse(buffer.AsSpan(0, end), false, head);
            while (status == ParseStatus.Done && head.IsInterim)
            {
                buffer.AsSpan(head.Size, end - head.Size).CopyTo(buffer);
                end -= head.Size;
                parser.Reset();
                head.Reset();
                status = parser.Parse(buffer.AsSpan(0, end), false, head);
            }

            if (status != ParseStatus.NeedMore)
            {
                return status == ParseStatus.Done
                    ? new HealthProbeResult(UpstreamError.None, head.Status)
                    : new HealthProbeResult(UpstreamError.InvalidResponse, 0);
            }
        }
    }

    private async Task<HealthProbeResult> AskAsync(Transport transport, TargetAddress address)
    {
        var sent = await transport.SendAsync(ToRequest(address)).ConfigureAwait(false);
        return sent.Succeeded
            ? await ReadStatusAsync(transport).ConfigureAwait(false)
            : new HealthProbeResult(sent.Error == SocketError.TimedOut ? UpstreamError.WriteTimeout : UpstreamError.WriteFailed, 0);
    }

    private byte[] ToRequest(TargetAddress address)
    {
        var text = new StringBuilder();
        text.Append($"GET {config.HttpPath} HTTP/1.1\r\nConnection: close\r\n");
        foreach (var header in config.Headers)
        {
            foreach (var value in header.Values)
            {
                text.Append($"{header.Name}: {value}\r\n");
            }
        }

        text.Append($"Host: {hostHeader ?? address.HostName}\r\n\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private UpstreamTlsOptions ToTlsOptions(TargetAddress address) => new()
    {
        ServerName = config.HttpsSni ?? hostHeader ?? address.HostName,
        Verify = config.HttpsVerifyCertificate,
        ClientCertificate = clientCertificate,
    };
}
