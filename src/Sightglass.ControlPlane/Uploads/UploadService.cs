using System.Collections.Immutable;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;
using Sightglass.Tracing.Interchange;

namespace Sightglass.ControlPlane.Uploads;

internal sealed class UploadService(IStorage storage, DataKeys keys, AuditLog audit, SessionSettings settings, TimeProvider timeProvider)
    : ITraceUploads, IDisposable
{
    /// <summary>Bytes a file may have, packed or unpacked.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Files read and taken apart at once; more wait. Each may need several times its size.</summary>
    private const int MaxAtOnce = 2;

    private const int MaxTraces = 1_000;
    private const int MaxFileName = 256;

    private readonly Room _room = new(MaxAtOnce);

    private static readonly TraceFileLimits Limits = new() { Bytes = MaxBytes };

    public async Task<Result<UploadedTraces>> UploadAsync(Principal principal, string fileName, Stream content, CancellationToken cancellationToken)
    {
        if (Path.GetExtension(fileName).ToLowerInvariant() is not (".json" or ".zip"))
        {
            return new Problem { Status = 415, Title = "Unsupported Media Type", Detail = "Upload a .json or a .zip file." };
        }

        using var place = await _room.EnterAsync(cancellationToken);
        return await TakeAsync(principal, fileName, content, cancellationToken);
    }

    public void Dispose() => _room.Dispose();

    private async Task<Result<UploadedTraces>> TakeAsync(Principal principal, string fileName, Stream content, CancellationToken cancellationToken)
    {
        if (await BoundedReader.ReadAsync(content, MaxBytes, cancellationToken) is not { } bytes)
        {
            return new Problem { Status = 413, Title = "Content Too Large", Detail = $"A file may have at most {MaxBytes} bytes." };
        }

        TraceFile file;
        try
        {
            file = await Task.Run(() => TraceFileReader.Read(bytes.ToArray(), Limits), cancellationToken);
        }
        catch (TraceFileException e)
        {
            return Problem.BadRequest(e.Message);
        }

        return file.Traces.Length switch
        {
            0 => Problem.BadRequest($"The file holds no trace that can be shown. {file.RejectionReason}".TrimEnd()),
            > MaxTraces => Problem.BadRequest($"The file holds {file.Traces.Length} traces; at most {MaxTraces} can be uploaded at once."),
            _ => await StoreAsync(principal, Path.GetFileName(fileName), file, cancellationToken),
        };
    }

    public async Task<Result<UploadedTraces>> GetAsync(Principal principal, Guid uploadId, CancellationToken cancellationToken)
    {
        if (await FindAsync(principal, uploadId, cancellationToken) is not { } record)
        {
            return NotFound(uploadId);
        }

        var key = await keys.OpenAsync(uploadId, record.WrappedKey, record.MasterKeyId, cancellationToken);
        var traces = await storage.Uploads.ListTracesAsync(uploadId, cancellationToken);
        return ToPublic(record) with { Traces = [.. traces.Select(trace => TraceVault.OpenItem(key, uploadId, trace))] };
    }

    public async Task<Result<CapturedTrace>> GetTraceAsync(Principal principal, Guid uploadId, string requestId, CancellationToken cancellationToken)
    {
        if (await FindAsync(principal, uploadId, cancellationToken) is not { } record)
        {
            return NotFound(uploadId);
        }

        if (await storage.Uploads.FindTraceAsync(uploadId, requestId, cancellationToken) is not { } trace)
        {
            return Problem.NotFound($"The file has no trace of a request {requestId}.");
        }

        return TraceVault.Open(await keys.OpenAsync(uploadId, record.WrappedKey, record.MasterKeyId, cancellationToken), uploadId, trace);
    }

    private static Problem NotFound(Guid id) => Problem.NotFound($"There is no uploaded file {id} of yours. It may have expired.");

    private static UploadedTraces ToPublic(UploadRecord record) => new()
    {
        Id = record.Id,
        FileName = record.FileName,
        CreatedAt = record.CreatedAt,
        ExpiresAt = record.ExpiresAt,
        TraceCount = record.TraceCount,
    };

    private async Task<Result<UploadedTraces>> StoreAsync(Principal principal, string fileName, TraceFile file, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var (key, wrapped, masterKeyId) = await keys.CreateAsync(id, cancellationToken);
        ImmutableArray<TraceRecord> traces = [.. file.Traces.DistinctBy(envelope => envelope.Trace.RequestId).Select(envelope => TraceVault.Seal(key, id, envelope))];
        var record = new UploadRecord
        {
            Id = id,
            OwnerId = principal.Id,
            FileName = fileName.Length > MaxFileName ? fileName[^MaxFileName..] : fileName,
            WrappedKey = wrapped,
            MasterKeyId = masterKeyId,
            TraceCount = traces.Length,
            CreatedAt = now,
            ExpiresAt = now.AddDays(settings.RetentionDays),
        };
        await storage.Uploads.InsertAsync(record, traces, cancellationToken);
        await audit.AccessAsync(principal, "debug-trace.upload", null, id.ToString(), cancellationToken);
        return ToPublic(record) with
        {
            Traces = [.. traces.Select(trace => TraceVault.OpenItem(key, id, trace))],
            RejectedSpans = file.RejectedSpans,
            RejectionReason = file.RejectionReason,
        };
    }

    private async Task<UploadRecord?> FindAsync(Principal principal, Guid id, CancellationToken cancellationToken) =>
        await storage.Uploads.FindAsync(id, cancellationToken) is { } record && record.OwnerId == principal.Id && record.ExpiresAt > timeProvider.GetUtcNow()
            ? record
            : null;
}
