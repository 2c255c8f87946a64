namespace MayorsMechanism.Deployment.Drill;

/// <summary>
/// What docs/operations.md asks of the proxy that an operator puts before the two gateways: it asks both whether they are ready, every second,
/// and sends each request, once, to one that is.
/// </summary>
sealed class FrontDoor : HttpMessageHandler
{
    readonly Uri[] _gateways;
    readonly bool[] _ready = [true, true];
    readonly CancellationTokenSource _closed = new();
    // A connection for each request: none is found closed when it is used again.
    readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
    int _turn;

    public FrontDoor(Uri[] gateways)
    {
        _gateways = gateways;
        for (var i = 0; i < gateways.Length; i++) _ = WatchAsync(i);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var first = Interlocked.Increment(ref _turn) & 1;
        var chosen = Volatile.Read(ref _ready[first]) ? first : 1 - first;
        request.RequestUri = new Uri(_gateways[chosen], request.RequestUri!.PathAndQuery);
        return _http.SendAsync(request, cancellationToken);
    }

    async Task WatchAsync(int gateway)
    {
        while (!_closed.IsCancellationRequested)
        {
            Volatile.Write(ref _ready[gateway], await IsReadyAsync(_gateways[gateway]));
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    async Task<bool> IsReadyAsync(Uri gateway)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, "/health"));
            using var answer = await _http.SendAsync(request, CancellationToken.None);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _closed.Cancel();
        base.Dispose(disposing);
    }
}
