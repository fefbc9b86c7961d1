using Microsoft.Extensions.Primitives;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// What plugins changed about the request to the upstream: an overlay over what the client sent, so that an unchanged request costs nothing.
/// </summary>
internal sealed class ServiceRequestChanges
{
    private readonly List<(string Name, StringValues Value)> _headers = [];

    public string? Method { get; set; }

    public string? Path { get; set; }

    /// <summary>Without the question mark.</summary>
    public string? QueryString { get; set; }

    public string? Host { get; set; }

    public ReadOnlyMemory<byte>? Body { get; set; }

    public bool Buffering { get; set; }

    /// <summary>Where the request goes instead of where the service says.</summary>
    public DestinationChange Destination;

    /// <summary>Headers that replace the client's; an empty value removes.</summary>
    public List<(string Name, StringValues Value)> Headers => _headers;

    public bool HasHeaders => _headers.Count > 0;

    public void SetHeader(string name, StringValues value)
    {
        for (var i = 0; i < _headers.Count; i++)
        {
            if (_headers[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                _headers[i] = (name, value);
                return;
            }
        }

        _headers.Add((name, value));
    }

    public bool TryGetHeader(string name, out StringValues value)
    {
        foreach (var (candidate, current) in _headers)
        {
            if (candidate.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = current;
                return true;
            }
        }

        value = default;
        return false;
    }

    public void Clear()
    {
        _headers.Clear();
        Method = null;
        Path = null;
        QueryString = null;
        Host = null;
        Body = null;
        Buffering = false;
        Destination = default;
    }
}
