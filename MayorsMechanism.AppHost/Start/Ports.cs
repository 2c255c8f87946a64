using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MayorsMechanism.AppHost.Start;

/// <summary>Finds free loopback ports, for servers that listen on them some seconds later.</summary>
static class Ports
{
    // Below the kernel's ephemeral range: a port that a crashed process leaves for a moment
    // is not taken by somebody's outgoing connection before its successor listens again.
    const int First = 20_000, End = 32_000;

    /// <summary>The next one, going round: another start, or another test, does not come by it for a long time. <c>own.sh</c> takes from the same round.</summary>
    public static int Free()
    {
        using var round = OpenRound();
        var last = new StreamReader(round).ReadLine() is { } line && int.TryParse(line, out var told) && told is >= First and < End ? told : Random.Shared.Next(First, End);
        for (var step = 1; step <= End - First; step++)
        {
            var port = First + (last - First + step) % (End - First);
            if (!IsFree(port)) continue;
            round.SetLength(0);
            round.Write(Encoding.ASCII.GetBytes($"{port}\n"));
            return port;
        }
        throw new InvalidOperationException($"No free port between {First} and {End} on 127.0.0.1.");
    }

    /// <summary>Locked until it is closed.</summary>
    static FileStream OpenRound()
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Path.GetTempPath(), $"mayors-ports-{Environment.UserName}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException locked) when (locked.HResult == WouldBlock)
            {
                Thread.Sleep(5);
            }
        }
    }

    const int WouldBlock = 11; // EWOULDBLOCK, as flock(2) says it.

    public static bool IsFree(int port) =>
        CanListen(new IPEndPoint(IPAddress.Any, port)) && CanListen(new IPEndPoint(IPAddress.IPv6Loopback, port));

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
