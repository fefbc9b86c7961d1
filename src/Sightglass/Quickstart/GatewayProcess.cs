using System.Diagnostics;
using System.Text;

namespace Sightglass.Quickstart;

/// <summary>
/// The quickstart's gateway: a process of its own, as in any real set-up, because the gateway's sockets run as an event loop. It ends
/// with the quickstart even when that is killed: its standard input is a pipe, and it stops when the pipe closes.
/// </summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private const int KeptLines = 200;

    /// <summary>What a gateway prints when its listeners are open.</summary>
    private const string ReadyLine = "gateway started";

    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lines = new();
    private readonly Lock _gate = new();

    private GatewayProcess(Process process)
    {
        _process = process;
        Ended = process.WaitForExitAsync();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Completes when the process has ended, for whatever reason.</summary>
    public Task Ended { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines it printed, for when it ends too early.</summary>
    public string LastOutput
    {
        get
        {
            lock (_gate)
            {
                return new StringBuilder().AppendJoin(Environment.NewLine, _lines).ToString();
            }
        }
    }

    /// <param name="settings">Settings as <c>SIGHTGLASS_…</c> variables, by their lower-case names.</param>
    /// <param name="cpus">Processors to run on; null for all.</param>
    public static GatewayProcess Start(IEnumerable<KeyValuePair<string, string>> settings, string? cpus)
    {
        // "dotnet sightglass.dll" and the native host both start the same way again.
        var host = Environment.ProcessPath!;
        List<string> command = cpus is null ? [] : ["taskset", "-c", cpus];
        command.Add(host);
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
        {
            command.Add(typeof(GatewayProcess).Assembly.Location);
        }

        command.AddRange(["gateway", "--stop-with-stdin"]);
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment["SIGHTGLASS_" + name.ToUpperInvariant()] = value;
        }

        return new GatewayProcess(Process.Start(start) ?? throw new InvalidOperationException("The gateway's process did not start."));
    }

    /// <summary>Waits until it listens and has its configuration.</summary>
    /// <exception cref="QuickstartException">It ended, or is not ready in time.</exception>
    public async Task<(string Proxy, string Status)> WaitUntilReadyAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadyLimit);
        try
        {
            if (await Task.WhenAny(_started.Task, Ended).WaitAsync(limit.Token) == Ended)
            {
                throw new QuickstartException($"The gateway did not start:\n{LastOutput}");
            }

            var (proxy, status) = (Address("proxy listening on "), Address("status listening on "));
            using var client = new HttpClient();
            while (!await IsReadyAsync(client, status, limit.Token))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), time, limit.Token);
            }

            return (proxy, status);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new QuickstartException($"The gateway was not ready within {ReadyLimit.TotalSeconds} s. It said:\n{LastOutput}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(StopLimit);
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, string status, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri(status + "/status/ready"), cancellationToken);
        return response.IsSuccessStatusCode;
    }

    private string Address(string label)
    {
        lock (_gate)
        {
            return "http://" + _lines.First(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..];
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_lines.Count == KeptLines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }

        if (line == ReadyLine)
        {
            _started.TrySetResult();
        }
    }
}
