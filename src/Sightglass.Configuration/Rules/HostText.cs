using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sightglass.Configuration.Rules;

/// <summary>What a text that names a host is: a name or an address, with or without port, or why it is neither.</summary>
/// <param name="Host">The name, or the address without brackets.</param>
/// <param name="Port">The port; null for none.</param>
/// <param name="IsName">Whether it is a name.</param>
/// <param name="Problem">Why it is no host; null when it is one.</param>
internal readonly record struct HostText(string Host, int? Port, bool IsName, string? Problem)
{
    public const string BadPort = "invalid port number";
    private const int MaxName = 253;

    /// <summary>Reads <c>name</c>, <c>name:port</c>, <c>1.2.3.4:port</c>, <c>[v6]:port</c> or a bare IPv6 address.</summary>
    public static HostText Of(string text)
    {
        var colons = text.AsSpan().Count(':');
        return colons > 1 ? V6(text)
            : text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is '.' or ':') && text[0] != ':' ? V4(text)
            : Name(text);
    }

    private static HostText V4(string text)
    {
        var (host, port) = HostRules.Split(text);
        var problem = !IpText.TryAddress(host, out _) ? $"invalid ipv4 address: {text}" : null;
        return Ported(host, port, isName: false, problem ?? (port?.Length == 0 ? $"invalid ipv4 address: {text}" : null));
    }

    private static HostText V6(string text)
    {
        var (host, port) = HostRules.Split(text);
        var bare = HostRules.Unbracketed(host);
        var problem = IpText.TryAddress(bare, out var address) && address!.AddressFamily == AddressFamily.InterNetworkV6
            ? null
            : $"invalid ipv6 address: {text}";
        return Ported(bare, port, isName: false, problem ?? (port?.Length == 0 ? "invalid ipv6 address" : null));
    }

    private static HostText Name(string text)
    {
        var colon = text.LastIndexOf(':');
        var port = colon >= 0 && colon + 1 < text.Length && text.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? text[(colon + 1)..] : null;
        var name = port is null ? text : text[..colon];
        var labels = (name.EndsWith('.') ? name[..^1] : name).Split('.');
        var sound = name.Length is > 0 and <= MaxName
            && labels.All(l => l.Length > 0 && l[^1] != '-' && l.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        return Ported(name, port, isName: true, sound ? null : $"invalid hostname: {text}");
    }

    private static HostText Ported(string host, string? port, bool isName, string? problem)
    {
        var number = 0;
        if (problem is null && port is not null
            && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number > IPEndPoint.MaxPort))
        {
            problem = BadPort;
        }

        return new HostText(host, port is null ? null : number, isName, problem);
    }
}
