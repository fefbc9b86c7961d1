namespace Sightglass.ControlPlane.Tests.Fakes;

/// <summary>A directory of a test's own, gone after it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sightglass-cp-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
