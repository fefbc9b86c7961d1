namespace Sightglass.ControlPlane.Hosting;

/// <summary>The control plane cannot start; the message says everything that is in the way and what to do about it.</summary>
public sealed class ControlPlaneStartException : Exception
{
    public ControlPlaneStartException(string message)
        : base(message)
    {
    }

    public ControlPlaneStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
