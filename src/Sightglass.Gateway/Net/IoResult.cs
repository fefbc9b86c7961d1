using System.Net.Sockets;

namespace Sightglass.Gateway.Net;

/// <summary>What one socket operation did. Failures are values here: a peer that resets is nothing exceptional.</summary>
/// <param name="Bytes">Bytes moved; 0 from a receive means that the peer has closed its side.</param>
/// <param name="Error"><see cref="SocketError.Success"/>, or why nothing was moved.</param>
internal readonly record struct IoResult(int Bytes, SocketError Error)
{
    public bool Succeeded => Error == SocketError.Success;
}
