using System.Text.Json.Serialization.Metadata;

namespace Sightglass.Cluster.Rpc;

/// <summary>A method of the channel: its name and the shapes of what goes in and what comes back.</summary>
/// <param name="Name">The name on the wire, for example <c>session.start</c>.</param>
/// <param name="ParamsType">How the parameters are written.</param>
/// <param name="ResultType">How the result is written.</param>
public sealed record RpcMethod<TParams, TResult>(string Name, JsonTypeInfo<TParams> ParamsType, JsonTypeInfo<TResult> ResultType);
