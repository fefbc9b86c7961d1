using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.ControlPlane.Uploads;

/// <summary>Trace files that somebody uploads to look at. Each is seen by its owner only, and kept encrypted like a session.</summary>
public interface ITraceUploads
{
    /// <summary>
    /// Takes a file: OTLP/JSON, a trace of the API, or a <c>.zip</c> as the export writes it. 400 when it is none of these, 413 over 64 MiB
    /// (packed or unpacked), 415 for another extension.
    /// </summary>
    Task<Result<UploadedTraces>> UploadAsync(Principal principal, string fileName, Stream content, CancellationToken cancellationToken);

    Task<Result<UploadedTraces>> GetAsync(Principal principal, Guid uploadId, CancellationToken cancellationToken);

    Task<Result<CapturedTrace>> GetTraceAsync(Principal principal, Guid uploadId, string requestId, CancellationToken cancellationToken);
}
