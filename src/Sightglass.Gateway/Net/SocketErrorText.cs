using System.Net.Sockets;

namespace Sightglass.Gateway.Net;

/// <summary>Socket errors in an operator's words.</summary>
internal static class SocketErrorText
{
    public static string Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "connection reset by peer",
        SocketError.Shutdown => "broken pipe",
        SocketError.TimedOut => "timed out",
        SocketError.HostUnreachable => "no route to host",
        SocketError.NetworkUnreachable => "network unreachable",
        SocketError.AddressNotAvailable => "no local address or port left",
        SocketError.AddressFamilyNotSupported => "address family not supported",
        SocketError.AccessDenied => "permission denied",
        SocketError.TooManyOpenSockets => "too many open files",
        SocketError.OperationAborted => "closed locally",
        _ => error.ToString(),
    };
}
