using System.Net.WebSockets;

namespace Sightglass.Soak;

/// <summary>One kind of client, several at once.</summary>
/// <param name="name">What it is called in the result.</param>
/// <param name="count">How many run at once.</param>
/// <param name="once">Does it once; gives what was wrong, null for nothing.</param>
internal sealed class Loop(string name, int count, Func<Task<string?>> once)
{
    private long _right;
    private long _wrong;
    private string? _problem;

    public string Name => name;

    public long Right => Volatile.Read(ref _right);

    public long Wrong => Volatile.Read(ref _wrong);

    /// <summary>The first thing that was wrong; null when nothing was.</summary>
    public string? FirstProblem => Volatile.Read(ref _problem);

    /// <summary>Runs until told to stop; what is under way then is done to its end.</summary>
    public Task RunAsync(TimeSpan pause, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => RunOneAsync(pause, stop)));

    private async Task RunOneAsync(TimeSpan pause, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            string? problem;
            try
            {
                problem = await once();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or WebSocketException or OperationCanceledException)
            {
                problem = $"{exception.Message} {exception.InnerException?.Message}".Trim();
            }

            if (problem is null)
            {
                Interlocked.Increment(ref _right);
            }
            else
            {
                Interlocked.Increment(ref _wrong);
                Interlocked.CompareExchange(ref _problem, problem, null);
            }

            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
