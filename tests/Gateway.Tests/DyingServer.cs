using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MayorsMechanism.Gateway.Tests;

/// <summary>
/// Answers its first request and, as the kernel does for a process that died, ends the connection in good order after each later one.
/// </summary>
sealed class DyingServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    int _requests;

    public DyingServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";
    public int Requests => _requests;

    async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
    }

    async Task ServeAsync(TcpClient connection)
    {
        using var _ = connection;
        var stream = connection.GetStream();
        var buffer = new byte[16 << 10];
        while (await stream.ReadAsync(buffer) is > 0 and var length)
        {
            var isCheck = Encoding.ASCII.GetString(buffer, 0, length).StartsWith("GET /health", StringComparison.Ordinal);
            if (!isCheck && Interlocked.Increment(ref _requests) > 1) return;
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        }
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }
}
