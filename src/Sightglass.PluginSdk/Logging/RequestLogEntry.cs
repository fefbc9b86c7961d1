using Microsoft.Extensions.Logging;

namespace Sightglass.PluginSdk.Logging;

/// <summary>Something that was logged about a request, at the node's level.</summary>
/// <param name="Timestamp">When, in ticks of the clock that requests are recorded on.</param>
/// <param name="Level">Its level.</param>
/// <param name="Source">The plugin that wrote it, or <c>gateway</c>.</param>
/// <param name="Message">The text.</param>
/// <param name="Span">The span of <see cref="PluginContext.Trace"/> it was written in; <see cref="Tracing.Recording.TraceRecorder.None"/> when the request is not recorded.</param>
public readonly record struct RequestLogEntry(long Timestamp, LogLevel Level, string Source, string Message, int Span);
