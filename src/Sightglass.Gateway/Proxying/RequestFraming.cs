namespace Sightglass.Gateway.Proxying;

/// <summary>How the request's body is framed for the upstream.</summary>
/// <param name="HasBody">A body follows the head.</param>
/// <param name="Length">Its length; −1 for chunks.</param>
internal readonly record struct RequestFraming(bool HasBody, long Length)
{
    public static RequestFraming None => default;
}
