using System.Net;
using MayorsMechanism.Fixtures;
using OtpNet;

namespace MayorsMechanism.EndToEnd;

/// <summary>The first administrator of a new system, who walks the way in that everyone walks: password, new password, second factor, token.</summary>
sealed class Secretariat(Uri origin, string email, string password, string? totpKey = null)
{
    string _password = password;
    string? _totpKey = totpKey;
    string? _session;

    /// <summary>The first administrator of a system just started.</summary>
    public static Secretariat Of(RunningSystem system) => new(system.Console, system.AdministratorEmail, system.AdministratorPassword);

    /// <summary>The same person at a later start of the same system.</summary>
    public Secretariat At(RunningSystem system) => new(system.Console, email, _password, _totpKey);

    /// <summary>Chooses a password and sets up an authenticator, then has every scope of an administrator.</summary>
    public async Task<ApiClient> FirstSignInAsync()
    {
        _session = await OpenAsync(null);
        var client = await RenewAsync();
        var chosen = $"{_password} and longer";
        Must(await client.PostAsync("/api/v1/session/password", new { current = _password, @new = chosen }), 204);
        _password = chosen;
        client = await RenewAsync();
        _totpKey = Must(await client.PostAsync("/api/v1/session/totp"), 200).Text("key");
        Must(await client.PostAsync("/api/v1/session/totp/confirm", new { code = Code() }), 200);
        return await RenewAsync();
    }

    /// <summary>A new token in the session of the first sign-in: one lasts five minutes.</summary>
    public Task<ApiClient> RenewAsync() => ExchangeAsync(_session!);

    /// <summary>Signs in again. A code counts once, so this waits for the next one.</summary>
    public async Task<ApiClient> SignInAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(new Totp(Base32Encoding.ToBytes(_totpKey)).RemainingSeconds() + 1));
        return await ExchangeAsync(await OpenAsync(Code()));
    }

    string Code() => new Totp(Base32Encoding.ToBytes(_totpKey)).ComputeTotp();

    async Task<string> OpenAsync(string? code) =>
        Must(await Anyone(origin).PostAsync("/api/v1/session", new { email, password = _password, code }), 201).Text("session");

    async Task<ApiClient> ExchangeAsync(string session) =>
        With(origin, Must(await Anyone(origin).PostAsync("/api/v1/session/token", new { session }), 200).Text("accessToken"));

    public static ApiClient Anyone(Uri origin) => With(origin, null);

    public static ApiClient With(Uri origin, string? token) => new(new HttpClient { BaseAddress = origin, Timeout = TimeSpan.FromSeconds(30) }, token);

    public static ApiAnswer Must(ApiAnswer answer, int code)
    {
        answer.Code.ShouldBe(code, answer.ToString());
        return answer;
    }
}

/// <summary>A regional network: registered by the secretariat, and given an API client.</summary>
sealed record Network(Uri Origin, string Id, string Client, string Secret)
{
    public static async Task<Network> RegisterAsync(Uri origin, ApiClient secretariat, string name)
    {
        var organisation = Secretariat.Must(await secretariat.PostAsync("/api/v1/organisations", new { name, kind = "network" }), 201);
        var client = Secretariat.Must(await secretariat.PostAsync("/api/v1/clients",
            new { name, kind = "network", networkId = organisation.Id, scopes = new[] { "registry:read", "registry:write", "consultations:read", "nominations:write" } }), 201);
        return new(origin, organisation.Id, client.Text("clientId"), client.Text("clientSecret"));
    }

    /// <summary>Asks for a token as any OAuth 2 client does.</summary>
    public async Task<(HttpStatusCode Status, ApiAnswer Answer)> AskTokenAsync()
    {
        using var http = new HttpClient { BaseAddress = Origin };
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", Client), new("client_secret", Secret)]);
        using var response = await http.PostAsync("/connect/token", form);
        return (response.StatusCode, await ApiAnswer.ReadAsync(response));
    }

    public async Task<ApiClient> SignInAsync() => Secretariat.With(Origin, (await AskTokenAsync()).Answer.Text("access_token"));
}
