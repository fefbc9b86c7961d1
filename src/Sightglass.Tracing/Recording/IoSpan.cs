using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Recording;

/// <summary>
/// A span of an I/O client. May be used from any thread; does nothing once the trace is sealed. <c>default</c> records nothing.
/// </summary>
public readonly struct IoSpan
{
    private readonly TraceRecorder? _recorder;
    private readonly int _generation;
    private readonly int _span;

    internal IoSpan(TraceRecorder recorder, int generation, int span)
    {
        _recorder = recorder;
        _generation = generation;
        _span = span;
    }

    /// <summary>Whether the span is recorded. Where false, values need not be made.</summary>
    public bool IsRecording => _recorder is not null && _recorder.IsValid(_generation);

    /// <summary>The place for spans under this one.</summary>
    public IoScope Scope => _recorder is null ? default : new IoScope(_recorder, _generation, _span);

    /// <summary>Sets an attribute, or replaces it. A null value sets nothing.</summary>
    public void Set(AttributeKey key, string? value)
    {
        if (value is not null)
        {
            _recorder?.PutIo(_generation, _span, key, value, 0);
        }
    }

    /// <summary>Sets an attribute, or replaces it.</summary>
    public void Set(AttributeKey key, long value) => _recorder?.PutIo(_generation, _span, key, null, value);

    /// <summary>Sets an attribute, or replaces it.</summary>
    public void Set(AttributeKey key, bool value) => _recorder?.PutIo(_generation, _span, key, null, value ? 1 : 0);

    /// <summary>Sets an attribute, or replaces it.</summary>
    public void Set(AttributeKey key, double value) =>
        _recorder?.PutIo(_generation, _span, key, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Marks the span as failed.</summary>
    /// <param name="message">What failed; it must hold no secret.</param>
    public void Fail(string message) => _recorder?.FailIo(_generation, _span, message, null, 0);

    /// <summary>Marks the span as failed and records the exception as its event.</summary>
    public void Fail(Exception exception, long timestamp) =>
        _recorder?.FailIo(_generation, _span, exception.Message, exception, timestamp);

    /// <summary>Closes the span and ends the charge. Ending twice does nothing.</summary>
    public void End(long timestamp) => _recorder?.EndIo(_generation, _span, timestamp);

    /// <summary>Closes the span now. See <see cref="End(long)"/>.</summary>
    public void End()
    {
        if (_recorder is not null)
        {
            End(TraceRecorder.Now());
        }
    }
}
