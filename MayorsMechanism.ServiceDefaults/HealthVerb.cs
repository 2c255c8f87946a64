namespace MayorsMechanism.ServiceDefaults;

/// <summary>
/// The verb <c>health</c>: the program asks its running twin in the same container whether it is ready, and ends with 0 or 1. An image without a
/// shell has nothing else to ask with.
/// </summary>
public static class HealthVerb
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Call it first: no other part of the program should start for a question.</summary>
    /// <returns>Whether the command line asks for it; the answer is then in <see cref="Environment.ExitCode"/>.</returns>
    public static async Task<bool> WasGivenAsync(string[] args)
    {
        if (args is not ["health"]) return false;
        Environment.ExitCode = await IsReadyAsync(Address()) ? 0 : 1;
        return true;
    }

    static async Task<bool> IsReadyAsync(Uri address)
    {
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(address);
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            Console.WriteLine($"{address} does not answer: {e.Message}");
            return false;
        }
    }

    /// <summary>Where the images listen: the first of ASPNETCORE_HTTP_PORTS.</summary>
    static Uri Address() => new($"http://127.0.0.1:{(Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS") ?? "8080").Split(';')[0]}/health");
}
