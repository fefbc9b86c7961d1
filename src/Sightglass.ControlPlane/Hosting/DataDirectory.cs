namespace Sightglass.ControlPlane.Hosting;

/// <summary>The data directory, held for as long as the control plane runs: two of them on one directory would destroy each other's work.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockFile = "control-plane.lock";

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <exception cref="ControlPlaneStartException">It cannot be made, or another control plane holds it.</exception>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            PrivateFile.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlPlaneStartException($"data_dir: {full} cannot be made: {e.Message}", e);
        }

        try
        {
            return new DataDirectory(full, new FileStream(System.IO.Path.Combine(full, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlPlaneStartException($"data_dir: {full} is in use by another control plane, or cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => _lock.Dispose();
}
