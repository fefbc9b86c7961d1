using System.Collections.Immutable;
using System.Net;

namespace Sightglass.Gateway.Dns;

/// <summary>The servers: asks one after the other until one answers.</summary>
internal sealed class DnsServers(ImmutableArray<IPEndPoint> servers, ResolvConf resolv, TimeProvider time)
{
    private readonly DnsExchange _exchange = new(time);
    private int _turn = -1;

    /// <summary>
    /// Asks. An answer, or that the name does not exist, ends it; another error is kept while the next server is asked; servers that
    /// say nothing are gone through <see cref="ResolvConf.Attempts"/> times.
    /// </summary>
    public async Task<DnsReply> AskAsync(string name, DnsRecordType type, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        var first = resolv.Rotate ? (int)((uint)Interlocked.Increment(ref _turn) % (uint)servers.Length) : 0;
        var failure = default(DnsFailure);
        var silence = "no server";
        var last = servers[first];
        for (var attempt = 0; attempt < resolv.Attempts && failure is null; attempt++)
        {
            for (var i = 0; i < servers.Length && !stop.IsCancellationRequested; i++)
            {
                var server = servers[(first + i) % servers.Length];
                last = server;
                var result = await _exchange.AskAsync(server, name, type, resolv.Timeout, stop).ConfigureAwait(false);
                if (result.Message is not { } message)
                {
                    silence = result.Failure!;
                    continue;
                }

                var code = DnsMessage.ResponseCode(message);
                var records = new List<DnsResourceRecord>();
                if (code == 0 && DnsMessage.TryReadAnswers(message, records))
                {
                    return new DnsReply(records, null, ToText(server));
                }

                failure = code == 0
                    ? DnsFailure.Network("malformed answer", time.GetElapsedTime(start))
                    : DnsFailure.Server(code);
                if (code == 3)
                {
                    return new DnsReply([], failure, ToText(server));
                }
            }
        }

        return new DnsReply([], failure ?? DnsFailure.Network(silence, time.GetElapsedTime(start)), ToText(last));
    }

    private static string ToText(IPEndPoint server) => server.Port == 53 ? server.Address.ToString() : server.ToString();
}
