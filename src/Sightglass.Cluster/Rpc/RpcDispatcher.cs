using System.Text.Json;

namespace Sightglass.Cluster.Rpc;

/// <summary>
/// The methods one side answers. Filled before the connection runs, then only read. Handlers run concurrently: they are started in
/// the order in which requests arrive, and a caller that needs one to be finished before the next awaits its result.
/// </summary>
public sealed class RpcDispatcher
{
    private readonly Dictionary<string, Invocation> _methods = new(StringComparer.Ordinal);

    internal delegate Task<Action<Utf8JsonWriter>> Invocation(JsonElement parameters, CancellationToken cancellationToken);

    /// <summary>
    /// Answers <paramref name="method"/> with <paramref name="handler"/>. The token is cancelled when the connection ends.
    /// An <see cref="RpcException"/> thrown by the handler becomes the error of the answer; any other becomes an internal error
    /// without details.
    /// </summary>
    /// <exception cref="ArgumentException">The method has a handler already.</exception>
    public RpcDispatcher On<TParams, TResult>(RpcMethod<TParams, TResult> method, Func<TParams, CancellationToken, Task<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(handler);
        _methods.Add(method.Name, (element, cancellationToken) =>
        {
            // Read before the first await: the document that holds the element is released when this call returns.
            var parameters = Read(method, element);
            return InvokeAsync(method, handler, parameters, cancellationToken);
        });
        return this;
    }

    internal bool TryGet(string method, out Invocation invocation) => _methods.TryGetValue(method, out invocation!);

    private static TParams Read<TParams, TResult>(RpcMethod<TParams, TResult> method, JsonElement element)
    {
        try
        {
            if (element.ValueKind == JsonValueKind.Object && element.Deserialize(method.ParamsType) is { } parameters)
            {
                return parameters;
            }
        }
        catch (JsonException e)
        {
            throw new RpcException(RpcErrorCode.InvalidParams, $"{method.Name}: {e.Message}", e);
        }

        throw new RpcException(RpcErrorCode.InvalidParams, $"{method.Name}: params must be an object.");
    }

    private static async Task<Action<Utf8JsonWriter>> InvokeAsync<TParams, TResult>(
        RpcMethod<TParams, TResult> method,
        Func<TParams, CancellationToken, Task<TResult>> handler,
        TParams parameters,
        CancellationToken cancellationToken)
    {
        var result = await handler(parameters, cancellationToken);
        return writer => JsonSerializer.Serialize(writer, result, method.ResultType);
    }
}
