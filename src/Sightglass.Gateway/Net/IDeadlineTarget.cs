namespace Sightglass.Gateway.Net;

/// <summary>What has deadlines.</summary>
internal interface IDeadlineTarget
{
    /// <summary>The deadline has passed. Called on a pool thread, once for each time it was armed; must not wait.</summary>
    public void OnDeadline(Deadline deadline);
}
