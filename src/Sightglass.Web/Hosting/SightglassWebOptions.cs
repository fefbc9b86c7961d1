namespace Sightglass.Web.Hosting;

/// <summary>Settings of the web UI.</summary>
public sealed class SightglassWebOptions
{
    /// <summary>
    /// Directory of the keys that protect cookies and forms, made when it is not there. Null uses the framework's own place; then people
    /// may have to sign in again after a restart.
    /// </summary>
    public string? KeyDirectory { get; set; }
}
