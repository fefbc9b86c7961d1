using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

/// <summary>A row of <c>traces</c> or <c>uploaded_traces</c>.</summary>
internal sealed class TraceRow
{
    public string RequestId { get; init; } = "";

    public long StartedAt { get; init; }

    public byte[] Item { get; init; } = [];

    public byte[] Document { get; init; } = [];

    public TraceRecord ToRecord() => new() { RequestId = RequestId, StartedAt = StartedAt, Item = Item, Document = Document };
}
