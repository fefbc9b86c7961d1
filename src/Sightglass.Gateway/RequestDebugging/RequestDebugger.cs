using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Sightglass.Gateway.Pipeline;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.RequestDebugging;

/// <summary>
/// Answers a request that asks for it with where its own time went, in a response header (<c>request_debug</c>). Who asks from another
/// machine must show the node's token.
/// </summary>
internal sealed partial class RequestDebugger(string token, ILogger logger)
{
    public const string OutputHeader = "X-Kong-Request-Debug-Output";
    public const string LogPrefix = "[request-debug]";

    /// <summary>What a header may be long: proxies on the way refuse longer ones.</summary>
    internal const int MaxHeaderLength = 2 * 1024;

    /// <summary>What a line of the log may be long.</summary>
    internal const int MaxLogLength = 3 * 1024;

    private const string AskHeader = "X-Kong-Request-Debug";
    private const string TokenHeader = "X-Kong-Request-Debug-Token";
    private const string LogHeader = "X-Kong-Request-Debug-Log";

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    /// <summary>What the request asks for, as far as it may.</summary>
    public RequestDebugAsk Read(RequestContext context)
    {
        var headers = context.RequestHeaders;
        if (!headers.TryGetValue(AskHeader, out var ask) || ask is not ["*"])
        {
            return RequestDebugAsk.None;
        }

        var loopback = IsLoopback(context.ClientAddress);
        if (!loopback && !(headers.TryGetValue(TokenHeader, out var shown) && IsToken(shown)))
        {
            return RequestDebugAsk.None;
        }

        var asked = RequestDebugAsk.Output | (loopback ? RequestDebugAsk.Loopback : 0);
        return headers.TryGetValue(LogHeader, out var log) && log is ["true"] ? asked | RequestDebugAsk.Log : asked;
    }

    /// <summary>header_filter is over: sets the response's header.</summary>
    public static void Answer(RequestContext context)
    {
        if (context.DebugAsk == RequestDebugAsk.None || context.Trace is not { } trace)
        {
            return;
        }

        var output = RequestDebugTree.ToJson(trace, context.RequestId);
        if (output.Length >= MaxHeaderLength && (context.DebugAsk & RequestDebugAsk.Loopback) == 0)
        {
            output = Truncated(context.RequestId);
            context.DebugAsk |= RequestDebugAsk.Log;
        }

        context.ResponseHeaders[OutputHeader] = output;
    }

    /// <summary>The log phase is over: writes the output to the node's log when that was asked for, or the header did not hold it.</summary>
    public void Log(RequestContext context, TraceRecorder trace)
    {
        if ((context.DebugAsk & RequestDebugAsk.Log) == 0 || !logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        var output = RequestDebugTree.ToJson(trace, context.RequestId);
        if (output.Length < MaxLogLength)
        {
            LogOutput(logger, LogPrefix, output, context.RequestId);
            return;
        }

        var parts = (output.Length + MaxLogLength - 1) / MaxLogLength;
        for (var part = 0; part < parts; part++)
        {
            var start = part * MaxLogLength;
            var length = Math.Min(MaxLogLength, output.Length - start);
            LogPart(logger, LogPrefix, part + 1, parts, output.Substring(start, length), context.RequestId);
        }
    }

    // 127.0.0.0/8 and ::1, an IPv4 address in the clothes of IPv6 included.
    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private bool IsToken(StringValues shown)
        => shown is [{ } value] && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), _token);

    private static string Truncated(string requestId) => new JsonObject
    {
        ["truncated"] = true,
        ["request_id"] = requestId,
        ["message"] = "Output is truncated, please check the error_log for full output by filtering with the request_id.",
    }.ToJsonString();

    [LoggerMessage(EventId = 1751, Level = LogLevel.Information, Message = "{Prefix} output: {Output} while logging request, request_id: \"{RequestId}\"")]
    private static partial void LogOutput(ILogger logger, string prefix, string output, string requestId);

    [LoggerMessage(
        EventId = 1752,
        Level = LogLevel.Information,
        Message = "{Prefix} parts: {Part}/{Parts} output: {Output} while logging request, request_id: \"{RequestId}\"")]
    private static partial void LogPart(ILogger logger, string prefix, int part, int parts, string output, string requestId);
}
