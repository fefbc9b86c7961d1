using Sightglass.ControlPlane.Identity;

namespace Sightglass.ControlPlane.Hosting;

/// <summary>Hands the login of the first run to whoever shows it, once.</summary>
public sealed class FirstLoginHolder
{
    private FirstLogin? _login;

    /// <summary>The login, the first time this is called after a first run; null otherwise.</summary>
    public FirstLogin? Take() => Interlocked.Exchange(ref _login, null);

    internal void Set(FirstLogin? login) => _login = login;
}
