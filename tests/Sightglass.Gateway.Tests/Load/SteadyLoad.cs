using System.Collections.Concurrent;
using System.Net;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Load;

/// <summary>Clients that ask one after another on connections of their own, until they are told to stop.</summary>
internal sealed class SteadyLoad
{
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Task _clients;
    private volatile bool _stopping;
    private int _answered;

    /// <summary>Starts.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="clients">How many.</param>
    /// <param name="target">The target of a client's request by its number.</param>
    /// <param name="problem">What is wrong with a response; null for nothing.</param>
    public SteadyLoad(IPEndPoint address, int clients, Func<int, string> target, Func<RawResponse, string?> problem)
        => _clients = Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => RunAsync(address, target, problem))));

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Waits until as many more requests were answered.</summary>
    public Task MoreAsync(int count)
    {
        var goal = Answered + count;
        return Fakes.Eventually.TrueAsync(() => Answered >= goal || _clients.IsCompleted, $"{count} more requests are answered");
    }

    /// <summary>Stops, when the requests in progress are answered.</summary>
    /// <returns>What went wrong.</returns>
    public async Task<IReadOnlyCollection<string>> StopAsync()
    {
        _stopping = true;
        await _clients;
        return _failures;
    }

    private async Task RunAsync(IPEndPoint address, Func<int, string> target, Func<RawResponse, string?> problem)
    {
        using var client = await RawClient.ConnectAsync(address);
        for (var number = 0; !_stopping; number++)
        {
            try
            {
                var response = await client.GetAsync(target(number));
                if (problem(response) is { } wrong)
                {
                    _failures.Enqueue(wrong);
                }
            }
            catch (Exception e) when (e is IOException or ConnectionBrokenException)
            {
                _failures.Enqueue(e.ToString());
                return;
            }

            Interlocked.Increment(ref _answered);
        }
    }
}
