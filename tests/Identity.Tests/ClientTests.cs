namespace MayorsMechanism.Identity.Tests;

public class ClientTests(SharedApp shared)
{
    IdentityApp App => shared.App;

    [Fact]
    public async Task A_disabled_client_gets_no_token_until_it_is_enabled_again()
    {
        var (id, secret, created) = await App.ClientAsync(shared.Administrator, "network", "registry:read");
        var token = await shared.Administrator.TokenAsync();
        var disabled = await App.PostAsync($"/api/v1/clients/{id}/disable", null, token, created.ETag);
        disabled.Status.ShouldBe(200);
        (await App.TokenForAsync(id, secret))["error"].ShouldBe("invalid_client");
        (await App.PostAsync($"/api/v1/clients/{id}/enable", null, token, created.ETag)).Status.ShouldBe(412);
        (await App.PostAsync($"/api/v1/clients/{id}/enable", null, token)).Status.ShouldBe(428);
        (await App.PostAsync($"/api/v1/clients/{id}/enable", null, token, disabled.ETag)).Status.ShouldBe(200);
        (await App.TokenForAsync(id, secret)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Secrets_overlap_are_two_at_most_and_end()
    {
        await using var app = await shared.NewAppAsync();
        var administrator = await app.FirstAdministratorAsync();
        var (id, first, _) = await app.ClientAsync(administrator, "secretariat", "registry:read");
        var token = await administrator.TokenAsync();
        var second = (await app.PostAsync($"/api/v1/clients/{id}/secrets", new { }, token))["clientSecret"];
        (await app.TokenForAsync(id, first)).Status.ShouldBe(200);
        (await app.TokenForAsync(id, second)).Status.ShouldBe(200);
        (await app.PostAsync($"/api/v1/clients/{id}/secrets", new { }, token)).Code.ShouldBe("two-secrets-active");

        app.Clock.Offset = TimeSpan.FromDays(7.1);
        (await app.TokenForAsync(id, first)).Status.ShouldBe(401);
        (await app.TokenForAsync(id, second)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Of_many_requests_for_a_secret_at_once_one_succeeds()
    {
        var (id, _, _) = await App.ClientAsync(shared.Administrator, "secretariat", "registry:read");
        var token = await shared.Administrator.TokenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => App.PostAsync($"/api/v1/clients/{id}/secrets", new { }, token)));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
    }

    [Fact]
    public async Task A_revoked_secret_stops_at_once()
    {
        var (id, secret, _) = await App.ClientAsync(shared.Administrator, "secretariat", "registry:read");
        var token = await shared.Administrator.TokenAsync();
        await App.TokenForAsync(id, secret);
        var listed = (await App.GetAsync($"/api/v1/clients/{id}/secrets", token)).Body.GetProperty("items")[0];
        listed.GetProperty("prefix").GetString().ShouldBe(secret[..8]);
        listed.GetProperty("lastUsedAt").GetString().ShouldNotBeNull();
        var path = $"/api/v1/clients/{id}/secrets/{listed.GetProperty("id")}";
        (await App.SendAsync(HttpMethod.Delete, path, token: token, ifMatch: $"\"{listed.GetProperty("version")}\"")).Status.ShouldBe(204);
        (await App.TokenForAsync(id, secret)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_retry_creates_nothing_and_shows_no_secret()
    {
        var token = await shared.Administrator.TokenAsync();
        var body = new { name = "Twice", kind = "secretariat", scopes = new[] { "registry:read" } };
        (await App.PostAsync("/api/v1/clients", body, token, key: "create client twice")).Status.ShouldBe(201);
        (await App.PostAsync("/api/v1/clients", body, token, key: "create client twice")).Code.ShouldBe("secret-already-shown");
    }

    [Fact]
    public async Task A_network_needs_its_id_and_cannot_manage()
    {
        var token = await shared.Administrator.TokenAsync();
        Task<Answer> Create(string kind, Guid? networkId, params string[] scopes) =>
            App.PostAsync("/api/v1/clients", new { name = "A client", kind, networkId, scopes }, token);
        (await Create("network", null, "registry:read")).Body.GetProperty("errors").TryGetProperty("networkId", out _).ShouldBeTrue();
        (await Create("secretariat", Guid.NewGuid())).Status.ShouldBe(400);
        (await Create("network", Guid.NewGuid(), "identity:manage")).Code.ShouldBe("scope-not-for-networks");
        (await Create("network", Guid.NewGuid(), "operations:manage")).Code.ShouldBe("scope-not-for-networks");
        (await Create("secretariat", null, "registry:everything")).Body.GetProperty("errors").TryGetProperty("scopes", out _).ShouldBeTrue();
        var created = await Create("network", Guid.NewGuid(), "registry:read");
        (await App.PatchAsync($"/api/v1/clients/{created["clientId"]}", new { scopes = new[] { "identity:manage" } }, token, created.ETag!))
            .Code.ShouldBe("scope-not-for-networks");
    }

    [Fact]
    public async Task A_client_that_manages_identities_cannot_make_or_touch_its_like()
    {
        var (id, _, _) = await App.ClientAsync(shared.Administrator, "secretariat", "identity:manage");
        var (plain, _, plainAnswer) = await App.ClientAsync(shared.Administrator, "secretariat", "registry:read");
        var token = await App.ClientTokenAsync(shared.Administrator, "secretariat", "identity:manage");
        (await App.PostAsync("/api/v1/clients", new { name = "A client", kind = "secretariat", scopes = new[] { "registry:read" } }, token)).Status.ShouldBe(201);

        string?[] refusals =
        [
            (await App.PostAsync("/api/v1/clients", new { name = "A client", kind = "secretariat", scopes = new[] { "identity:manage" } }, token)).Code,
            (await App.PatchAsync($"/api/v1/clients/{plain}", new { scopes = new[] { "identity:manage" } }, token, plainAnswer.ETag!)).Code,
            (await App.PostAsync($"/api/v1/clients/{id}/secrets", new { }, token)).Code,
            (await App.PostAsync($"/api/v1/clients/{id}/disable", null, token, "\"1\"")).Code,
            (await App.PostAsync("/api/v1/staff", new { email = "x@mayors.example", name = "X", role = "administrator", organisation = "iom" }, token)).Code,
            (await App.PostAsync($"/api/v1/staff/{await AdministratorIdAsync()}/reset-password", null, token, "*")).Code,
        ];
        refusals.ShouldAllBe(code => code == "administrators-only");
        (await App.PostAsync("/api/v1/signing-keys/rotate", null, token)).Status.ShouldBe(403);
    }

    async Task<string> AdministratorIdAsync() => (await App.GetAsync("/api/v1/session", await shared.Administrator.TokenAsync()))["accountId"];
}
