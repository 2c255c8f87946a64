using System.Net;
using System.Net.Sockets;

namespace MayorsMechanism.Fixtures;

/// <summary>Stands between a service and a server, and can hold back what the service sends: said by the one, not yet heard by the other.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly List<TcpClient> _clients = [];
    readonly int _target;
    volatile TaskCompletionSource? _held;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing reaches the server.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Forgets what was held, breaks its connections, and lets new ones through.</summary>
    public void Drop()
    {
        lock (_clients)
        {
            foreach (var client in _clients) client.Dispose();
            _clients.Clear();
        }
        var held = _held;
        _held = null;
        held?.TrySetCanceled();
    }

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ConnectAsync(client);
        }
    }

    async Task ConnectAsync(TcpClient client)
    {
        using var server = new TcpClient();
        lock (_clients) _clients.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PassAsync(client, server, mayHold: true), PassAsync(server, client, mayHold: false));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end went: so does the other.
        }
        client.Dispose();
    }

    async Task PassAsync(TcpClient from, TcpClient to, bool mayHold)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            if (mayHold && _held is { } held) await held.Task;
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Drop();
        _listener.Dispose();
    }
}
