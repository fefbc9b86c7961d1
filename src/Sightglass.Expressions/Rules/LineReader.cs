using System.Buffers;

namespace Sightglass.Expressions.Rules;

/// <summary>
/// Reads lines as bytes, so that what is no UTF-8 is seen and not replaced, and with a bound, so that a file without line ends is not taken into
/// memory. Lines end with LF or CR LF; a byte order mark at the beginning is passed over.
/// </summary>
internal sealed class LineReader(Stream input, int maxLength)
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isFirst = true;

    /// <summary>The current line without its end; empty when it <see cref="IsTooLong"/>. Valid until the next one is read.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>The line has more bytes than are accepted.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Goes on to the next line. False at the end of the input.</summary>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        IsTooLong = false;
        var any = false;
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await input.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
                if (_end == 0)
                {
                    Finish();
                    return any;
                }
            }

            any = true;
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf((byte)'\n');
            Take(length < 0 ? rest : rest[..length]);
            _start += length < 0 ? rest.Length : length + 1;
            if (length >= 0)
            {
                Finish();
                return true;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        IsTooLong |= _line.WrittenCount + bytes.Length > maxLength;
        if (!IsTooLong)
        {
            _line.Write(bytes);
        }
    }

    private void Finish()
    {
        var line = IsTooLong ? default : _line.WrittenMemory;
        if (_isFirst && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        _isFirst = false;
        Line = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }
}
