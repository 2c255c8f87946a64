using System.Net;
using System.Net.Sockets;

namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>Finds free loopback ports.</summary>
static class Ports
{
    // Below the kernel's ephemeral range: a port that a crashed process leaves for a moment
    // is not taken by somebody's outgoing connection before its successor listens again.
    const int First = 20_000, End = 32_000;
    static readonly HashSet<int> Given = [];

    public static int Free()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(First, End);
            if (IsFree(port) && Remember(port))
                return port;
        }
        throw new StartException($"No free port between {First} and {End} on 127.0.0.1.");
    }

    public static bool IsFree(int port) =>
        CanListen(new IPEndPoint(IPAddress.Any, port)) && CanListen(new IPEndPoint(IPAddress.IPv6Loopback, port));

    static bool Remember(int port)
    {
        lock (Given)
            return Given.Add(port);
    }

    static bool CanListen(IPEndPoint address)
    {
        try
        {
            using var listener = new TcpListener(address);
            listener.Start();
            return true;
        }
        catch (SocketException taken)
        {
            // A machine without IPv6 has nobody listening there either.
            return taken.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }
}
