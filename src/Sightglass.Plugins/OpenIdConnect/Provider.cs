using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>
/// A provider's metadata and keys, fetched when first needed, kept for a time, and fetched again when a token names an unknown key. One
/// fetch at a time: other requests wait for it. When a refresh fails, what is known stays in use.
/// </summary>
internal sealed class Provider(OpenIdConnectOptions options, PluginHttpClient client, TimeProvider time)
{
    private readonly Lock _lock = new();
    private ProviderState? _state;
    private Task<ProviderState>? _fetching;
    private long _lastAttempt;

    /// <summary>What is known.</summary>
    /// <param name="context">The request that needs it.</param>
    /// <param name="keyId">A key that must be known; null for any.</param>
    /// <exception cref="PluginIoException">Nothing is known, and the provider cannot be reached or answers nonsense.</exception>
    public ValueTask<ProviderState> GetAsync(PluginContext context, string? keyId)
    {
        var state = Volatile.Read(ref _state);
        if (state is not null && !NeedsRefresh(state, keyId))
        {
            return ValueTask.FromResult(state);
        }

        return RefreshAsync(context, state);
    }

    private bool NeedsRefresh(ProviderState state, string? keyId)
    {
        var wanted = time.GetElapsedTime(state.Since) > options.CacheTtl || !state.Keys.Knows(keyId);

        // Tokens with invented key ids must not make the gateway ask the provider each time; nor a provider that is down.
        return wanted && time.GetElapsedTime(Volatile.Read(ref _lastAttempt)) > options.RediscoveryLifetime;
    }

    private async ValueTask<ProviderState> RefreshAsync(PluginContext context, ProviderState? known)
    {
        Task<ProviderState> fetching;
        var mine = false;
        lock (_lock)
        {
            if (_fetching is null)
            {
                Volatile.Write(ref _lastAttempt, time.GetTimestamp());
                mine = true;
                _fetching = FetchAsync(context.IoScope());
            }

            fetching = _fetching;
        }

        try
        {
            return mine
                ? await fetching.WaitAsync(context.Aborted).ConfigureAwait(false)
                : await WaitForOtherAsync(context, fetching).ConfigureAwait(false);
        }
        catch (PluginIoException) when (known is not null)
        {
            return known;
        }
    }

    /// <summary>The call is another request's; the time waited for it is third-party time of this one, too.</summary>
    private static async ValueTask<ProviderState> WaitForOtherAsync(PluginContext context, Task<ProviderState> fetching)
    {
        var since = TraceRecorder.Now();
        var ledger = context.Trace?.Ledger;
        ledger?.Enter(LatencyKind.HttpClient, since);
        try
        {
            return await fetching.WaitAsync(context.Aborted).ConfigureAwait(false);
        }
        finally
        {
            ledger?.Leave(LatencyKind.HttpClient, since, TraceRecorder.Now());
        }
    }

    private async Task<ProviderState> FetchAsync(IoScope scope)
    {
        // The lock of the caller is held until here gives way.
        await Task.Yield();
        try
        {
            var metadata = ProviderMetadata.Parse(await ReadAsync(scope, options.DiscoveryAddress).ConfigureAwait(false));
            if (!IsIssuer(metadata.Issuer))
            {
                throw new PluginIoException(
                    PluginIoError.Protocol,
                    $"{options.DiscoveryAddress.Authority}: the discovery document is of issuer '{metadata.Issuer}', not '{options.Issuer}'");
            }

            var keys = metadata.JwksUri is { } address
                ? KeySet.Parse(await ReadAsync(scope, new Uri(address)).ConfigureAwait(false))
                : new KeySet([]);
            var state = new ProviderState(metadata, keys, time.GetTimestamp());
            Volatile.Write(ref _state, state);
            return state;
        }
        catch (FormatException e)
        {
            throw new PluginIoException(PluginIoError.Protocol, $"{options.DiscoveryAddress.Authority}: {e.Message}", e);
        }
        finally
        {
            lock (_lock)
            {
                _fetching = null;
            }
        }
    }

    /// <summary>Whether tokens of that issuer may be accepted.</summary>
    public bool IsIssuer(string? issuer) =>
        issuer is not null
        && (issuer.TrimEnd('/') == options.Issuer || Array.IndexOf(options.IssuersAllowed, issuer) >= 0);

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(IoScope scope, Uri address)
    {
        var request = new PluginHttpRequest { Uri = address, Headers = [new("Accept", "application/json")] };
        var response = await client.SendAsync(scope, request, CancellationToken.None).ConfigureAwait(false);
        return response.StatusCode == 200
            ? response.Body
            : throw new PluginIoException(PluginIoError.Refused, $"{address.Authority}: {address.AbsolutePath} answered with status {response.StatusCode}");
    }
}
