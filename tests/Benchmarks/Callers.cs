using System.Diagnostics;

namespace MayorsMechanism.Benchmarks;

/// <summary>Eight callers with one token, each of whom asks again as soon as it has its answer.</summary>
/// <param name="address">Whom they ask.</param>
/// <param name="token">Theirs.</param>
/// <param name="next">Makes the next request, to a path.</param>
sealed class Callers(Uri address, string token, Func<HttpRequestMessage> next) : IDisposable
{
    const int Count = 8;
    const int Most = 50_000;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Less of it than HttpClient takes: what callers cost is the same beside both, and hides the difference.
    readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    /// <summary>Asks for so long, or a great many times, and gives how many requests were answered in a second.</summary>
    public async Task<double> AskAsync(TimeSpan time)
    {
        using var end = new CancellationTokenSource(time + Patience);
        var (clock, left, answered) = (Stopwatch.StartNew(), Most, 0);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async _ =>
        {
            while (clock.Elapsed < time && Interlocked.Decrement(ref left) >= 0)
            {
                await AskAsync(end.Token);
                Interlocked.Increment(ref answered);
            }
        }));
        return answered / clock.Elapsed.TotalSeconds;
    }

    async Task AskAsync(CancellationToken cancel)
    {
        using var request = next();
        request.RequestUri = new Uri(address, request.RequestUri!);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await _http.SendAsync(request, cancel);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{request.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
        await answer.Content.CopyToAsync(Stream.Null, cancel);
    }

    public void Dispose() => _http.Dispose();
}
