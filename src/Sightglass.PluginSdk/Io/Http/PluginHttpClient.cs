using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Sightglass.Tracing.Recording;

namespace Sightglass.PluginSdk.Io.Http;

/// <summary>
/// An HTTP/1.1 client for plugins: pooled connections, bounded in time and size, and its calls show in the trace of the request they
/// are made for (<c>kong.dns</c>, <c>kong.io.http.connect</c>, <c>kong.io.http.request</c>). It adds no header of its own beside
/// Host and Content-Length, follows no redirect, keeps no cookie, uses no proxy. Safe for use by many requests at once.
/// </summary>
public sealed class PluginHttpClient : IAsyncDisposable
{
    private const int MaxResponseHeadersKiB = 64;

    private readonly PluginHttpOptions _options;
    private readonly INameResolver _resolver;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Makes a client. It connects when it is used first.</summary>
    /// <param name="options">Its bounds.</param>
    /// <param name="resolver">What looks names up: usually <see cref="PluginServices.NameResolver"/>.</param>
    /// <param name="time">The clock: usually <see cref="PluginServices.Time"/>.</param>
    public PluginHttpClient(PluginHttpOptions options, INameResolver resolver, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _resolver = resolver;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.MaxConnections,
            MaxResponseHeadersLength = MaxResponseHeadersKiB,
            PlaintextStreamFilter = Ready,
            PooledConnectionIdleTimeout = options.KeepAlive,
            UseCookies = false,
            UseProxy = false,
        };
        if (options.KeepAlive == TimeSpan.Zero)
        {
            handler.PooledConnectionLifetime = TimeSpan.Zero;
        }

        handler.SslOptions = options.Tls.ToSslOptions("");
        handler.SslOptions.TargetHost = options.Tls.ServerName;
        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>Makes a call and reads the whole response.</summary>
    /// <param name="scope">Where its spans go: <see cref="PluginContextIo.IoScope"/>; <c>default</c> for none.</param>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="PluginIoException">The call failed: name, connection, TLS, time, size or protocol.</exception>
    public async ValueTask<PluginHttpResponse> SendAsync(IoScope scope, PluginHttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var call = new HttpCall(scope, request, scope.IsRecording ? TraceRecorder.Now() : 0);
        using var message = ToMessage(request);
        message.Options.Set(HttpCall.Key, call);
        if (scope.IsRecording)
        {
            // Flows into the handler's writes; set in an async method, it does not leak to the caller.
            HttpCall.Current.Value = call;
        }

        try
        {
            using var response = await _invoker.SendAsync(message, linked.Token).ConfigureAwait(false);
            var body = await ReadBodyAsync(response, linked.Token).ConfigureAwait(false);
            call.Finished((int)response.StatusCode);
            return new PluginHttpResponse((int)response.StatusCode, response.ReasonPhrase ?? "", HeadersOf(response), body);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fail(call, request, PluginIoError.Timeout, "timeout", e);
        }
        catch (OperationCanceledException)
        {
            call.Failed("cancelled");
            throw;
        }
        catch (PluginIoException e)
        {
            call.Failed(e.Message);
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            if (e.InnerException is PluginIoException inner)
            {
                call.Failed(inner.Message);
                throw inner;
            }

            var (error, text) = Explain(e);
            throw Fail(call, request, error, text, e);
        }
    }

    /// <summary>Closes all connections.</summary>
    public ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        return default;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        context.InitialRequestMessage.Options.TryGetValue(HttpCall.Key, out var call);
        var host = context.DnsEndPoint.Host;
        var resolution = await Dialer.ResolveAsync(_resolver, call!.Scope, host, cancellationToken).ConfigureAwait(false);
        call.ConnectStarted();
        try
        {
            var socket = await Dialer.ConnectAsync(host, resolution, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            call.Reached(((IPEndPoint)socket.RemoteEndPoint!).Address.ToString());
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e)
        {
            call.ConnectFailed(e is OperationCanceledException ? "timeout" : e.Message);
            throw;
        }
    }

    private static ValueTask<Stream> Ready(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        context.InitialRequestMessage.Options.TryGetValue(HttpCall.Key, out var call);
        call!.ConnectFinished();
        return new ValueTask<Stream>(new CallStream(context.PlaintextStream, call.Connected ?? ""));
    }

    private static HttpRequestMessage ToMessage(PluginHttpRequest request)
    {
        if (!request.Uri.IsAbsoluteUri || request.Uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{request.Uri}' is not an absolute http or https address.", nameof(request));
        }

        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Uri);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
        }

        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value) && message.Content is { } content)
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength is { } length && length > _options.MaxResponseBody)
        {
            throw TooLarge(response);
        }

        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(4096), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.WrittenMemory;
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > _options.MaxResponseBody)
            {
                throw TooLarge(response);
            }
        }
    }

    private PluginIoException TooLarge(HttpResponseMessage response) => new(
        PluginIoError.TooLarge,
        $"{response.RequestMessage?.RequestUri?.Authority}: the response is larger than {_options.MaxResponseBody} bytes");

    private static List<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage response)
    {
        var headers = new List<KeyValuePair<string, string>>();
        Add(response.Headers.NonValidated, headers);
        Add(response.Content.Headers.NonValidated, headers);
        return headers;
    }

    private static void Add(System.Net.Http.Headers.HttpHeadersNonValidated from, List<KeyValuePair<string, string>> to)
    {
        foreach (var (name, values) in from)
        {
            foreach (var value in values)
            {
                to.Add(KeyValuePair.Create(name, value));
            }
        }
    }

    private static (PluginIoError Error, string Text) Explain(Exception e) => e switch
    {
        { InnerException: AuthenticationException tls } => (PluginIoError.Tls, tls.Message),
        { InnerException: SocketException socket } => (PluginIoError.Closed, Dialer.Describe(socket)),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
            (PluginIoError.Protocol, e.Message),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => (PluginIoError.Closed, "closed"),
        _ => (PluginIoError.Closed, e.Message),
    };

    private static PluginIoException Fail(HttpCall call, PluginHttpRequest request, PluginIoError error, string text, Exception cause)
    {
        call.Failed(text);
        return new PluginIoException(error, $"{request.Uri.Authority}: {text}", cause);
    }
}
