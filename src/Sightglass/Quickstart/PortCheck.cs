using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sightglass.Quickstart;

/// <summary>Finds out before anything starts which ports are taken, and says so plainly: all of them at once.</summary>
internal static class PortCheck
{
    /// <param name="ports">What each port is for, the option that changes it, and the port; 0 is always free.</param>
    /// <returns>One line for each port that is taken; empty when none is.</returns>
    public static IReadOnlyList<string> FindTaken(IEnumerable<(string Purpose, string Option, int Port)> ports)
    {
        var problems = new List<string>();
        foreach (var (purpose, option, port) in ports)
        {
            if (port == 0)
            {
                continue;
            }

            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                // As servers do: a port whose last connections linger is not taken.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                socket.Listen();
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                problems.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Port {port} ({purpose}) is taken by another process. Stop it, or choose another port with {option}."));
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AccessDenied)
            {
                problems.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Port {port} ({purpose}) may not be used by this user. Choose one above 1023 with {option}."));
            }
        }

        return problems;
    }
}
