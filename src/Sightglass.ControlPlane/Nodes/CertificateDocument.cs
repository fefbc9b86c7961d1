using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>A registered certificate as the API shows it. Times are Unix seconds.</summary>
internal sealed record CertificateDocument(Guid Id, string Cert, string? Title, long CreatedAt, long UpdatedAt)
{
    public static CertificateDocument From(CertificateRecord record) =>
        new(record.Id, record.Cert, record.Title, record.CreatedAt.ToUnixTimeSeconds(), record.UpdatedAt.ToUnixTimeSeconds());
}
