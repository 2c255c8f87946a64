using System.Text.Json.Serialization;

namespace MayorsMechanism.Demonstration.Api;

/// <summary>A network's own API client, made by an administrator when the first token is asked for.</summary>
sealed class NetworkSession(ApiCaller anyone, ApiCaller administrator, string network, Guid networkId)
{
    static readonly string[] Scopes = ["registry:read", "registry:write", "consultations:read", "nominations:write", "outcomes:read"];

    readonly Renewed _token = new();
    readonly string _name = $"{network}, demonstration";
    (Guid Id, string Secret)? _client;

    public Task<string> TokenAsync() => _token.GetAsync(async () =>
    {
        _client ??= await ObtainAsync();
        var token = await anyone.PostFormAsync<Token>("/connect/token", new()
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = _client.Value.Id.ToString(),
            ["client_secret"] = _client.Value.Secret,
        });
        return (token.AccessToken, token.ExpiresIn);
    });

    /// <summary>A secret is shown once: a client that an interrupted run made gets a new one in the place of the one that went with it.</summary>
    async Task<(Guid, string)> ObtainAsync()
    {
        try
        {
            var known = await administrator.ListAsync<Client>($"/api/v1/clients?networkId={networkId}").FirstOrDefaultAsync(client => client.Name == _name);
            if (known is not null) return (known.Id, (await RotateAsync(known.Id)).ClientSecret);
            var created = await administrator.PostAsync<Created>("/api/v1/clients", new { name = _name, kind = "network", scopes = Scopes, networkId });
            return (created.ClientId, created.ClientSecret);
        }
        catch (Refusal lost) when (lost.Code is "secret-already-shown")
        {
            // Made, and the answer did not arrive: it is in the list now.
            return await ObtainAsync();
        }
    }

    /// <summary>Each time another one, so the key is no other request's.</summary>
    Task<Secret> RotateAsync(Guid client) =>
        administrator.PostAsync<Secret>($"/api/v1/clients/{client}/secrets", new { overlapDays = 0 }, key: Guid.NewGuid().ToString());

    sealed record Client(Guid Id, string Name);

    sealed record Created(Guid ClientId, string ClientSecret);

    sealed record Secret(string ClientSecret);

    sealed record Token(
        [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
