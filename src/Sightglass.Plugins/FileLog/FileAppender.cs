using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sightglass.Plugins.FileLog;

/// <summary>
/// Appends lines to a file, in the background: a request never waits for the disk. Lines that come while the disk is slow are written
/// together; when too many wait, new ones are dropped, counted and logged.
/// </summary>
internal sealed class FileAppender : IAsyncDisposable
{
    private const int MaxWaiting = 10_000;
    private const int MaxBatchBytes = 1024 * 1024;

    private readonly FileTarget _target;
    private readonly ILogger _log;
    private readonly Channel<ReadOnlyMemory<byte>> _lines = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Task _loop;
    private FileStream? _file;
    private long _dropped;
    private bool _failing;

    public FileAppender(FileTarget target, ILogger log)
    {
        _target = target;
        _log = log;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Lines that were not written.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Append(ReadOnlyMemory<byte> line)
    {
        if (!_lines.Writer.TryWrite(line) && Interlocked.Increment(ref _dropped) % MaxWaiting == 1)
        {
            FileLogLog.Dropping(_log, _target.Path);
        }
    }

    /// <summary>Writes what waits, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var batch = new ArrayBufferWriter<byte>(64 * 1024);
        while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.ResetWrittenCount();
            var count = 0;
            while (batch.WrittenCount < MaxBatchBytes && _lines.Reader.TryRead(out var line))
            {
                batch.Write(line.Span);
                batch.Write("\n"u8);
                count++;
            }

            await WriteAsync(batch.WrittenMemory, count).ConfigureAwait(false);
        }

        await CloseAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> lines, int count)
    {
        try
        {
            _file ??= Open();
            if (_file.CanSeek)
            {
                // Somebody else may have written to the file or emptied it.
                _file.Seek(0, SeekOrigin.End);
            }

            await _file.WriteAsync(lines).ConfigureAwait(false);
            _failing = false;
            if (_target.Reopen)
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Add(ref _dropped, count);
            if (!_failing)
            {
                // Once, not for every record, until it works again.
                _failing = true;
                FileLogLog.Failed(_log, _target.Path, e.Message);
            }

            await CloseAsync().ConfigureAwait(false);
        }
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Access = FileAccess.Write,
            Mode = FileMode.OpenOrCreate,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        }

        return new FileStream(_target.Path, options);
    }

    private async ValueTask CloseAsync()
    {
        if (_file is { } file)
        {
            _file = null;
            try
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }
            catch (IOException e)
            {
                FileLogLog.Failed(_log, _target.Path, e.Message);
            }
        }
    }
}
