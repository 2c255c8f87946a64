namespace MayorsMechanism.Demonstration.Api;

/// <summary>An access token, renewed a minute before it ends.</summary>
sealed class Renewed
{
    string _token = "";
    DateTimeOffset _until;

    public async Task<string> GetAsync(Func<Task<(string Token, int Seconds)>> ask)
    {
        if (DateTimeOffset.UtcNow < _until) return _token;
        var (token, seconds) = await ask();
        (_token, _until) = (token, DateTimeOffset.UtcNow.AddSeconds(seconds - 60));
        return _token;
    }
}
