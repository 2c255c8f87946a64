using System.Collections.Concurrent;
using MayorsMechanism.EndToEnd;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Deployment.Drill;

/// <summary>A network's clients that create and read without pause, and never try anything twice.</summary>
sealed class Load : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly FrontDoor _door;
    readonly Task[] _clients;
    int _created;

    public Load(Network network, Uri[] gateways)
    {
        _door = new(gateways);
        _clients = [.. Enumerable.Range(0, 4).Select(client => Task.Run(() => WorkAsync(network, client)))];
    }

    public ConcurrentQueue<string> Refused { get; } = [];

    public int Created => Volatile.Read(ref _created);

    async Task WorkAsync(Network network, int client)
    {
        using var http = new HttpClient(_door, disposeHandler: false) { BaseAddress = network.Origin, Timeout = TimeSpan.FromSeconds(60) };
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            try
            {
                // A token lasts ten minutes.
                var api = new ApiClient(http, await TokenAsync(network, http, i));
                var created = await api.PostAsync("/api/v1/organisations", new { name = $"{client} {i}", kind = "municipality" }, key: $"{client}-{i}");
                if (created.Code == 201) Interlocked.Increment(ref _created);
                else Refused.Enqueue($"POST {created}");
                var read = await api.GetAsync(created.Location ?? "/api/v1/organisations");
                if (read.Code != 200) Refused.Enqueue($"GET {read}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                Refused.Enqueue(e.ToString());
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    string? _token;

    async Task<string> TokenAsync(Network network, HttpClient http, int turn)
    {
        if (_token is null || turn % 500 == 0)
        {
            using var form = new FormUrlEncodedContent(
                [new("grant_type", "client_credentials"), new("client_id", network.Client), new("client_secret", network.Secret)]);
            using var answer = await http.PostAsync("/connect/token", form);
            _token = (await ApiAnswer.ReadAsync(answer)).Text("access_token");
        }
        return _token;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _door.Dispose();
    }
}
