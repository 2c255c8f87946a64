using System.Net.Http.Headers;
using System.Text;

namespace MayorsMechanism.Identity.Tests;

public class TokenRequestTests(SharedApp shared)
{
    IdentityApp App => shared.App;

    [Fact]
    public async Task A_client_gets_a_token_that_says_whom_it_speaks_for()
    {
        var (id, secret, _) = await App.ClientAsync(shared.Administrator, "network", "registry:read", "registry:write");
        var answer = await App.TokenForAsync(id, secret);
        answer.Status.ShouldBe(200);
        answer["token_type"].ShouldBe("Bearer");
        answer["expires_in"].ShouldBe("600");
        answer.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var (header, claims) = Token.Read(answer["access_token"]);
        header["typ"]!.GetValue<string>().ShouldBe("at+jwt");
        header["alg"]!.GetValue<string>().ShouldBe("ES256");
        claims["sub"]!.GetValue<string>().ShouldBe(id);
        claims["client_id"]!.GetValue<string>().ShouldBe(id);
        claims["kind"]!.GetValue<string>().ShouldBe("network");
        claims["network"].ShouldNotBeNull();
        claims["jti"].ShouldNotBeNull();
        claims["scope"]!.GetValue<string>().ShouldBe("registry:read registry:write");
        (claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>()).ShouldBe(600);
    }

    [Fact]
    public async Task A_scope_narrows_and_never_widens()
    {
        var (id, secret, _) = await App.ClientAsync(shared.Administrator, "secretariat", "registry:read", "registry:write");
        (string, string)[] form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
        (await App.TokenAsync([.. form, ("scope", "registry:read")]))["scope"].ShouldBe("registry:read");
        (await Error(form, ("scope", "registry:read identity:manage"))).ShouldBe((400, "invalid_scope"));
    }

    [Fact]
    public async Task Each_mistake_gets_the_error_of_the_standard()
    {
        var (id, secret, _) = await App.ClientAsync(shared.Administrator, "secretariat", "registry:read");
        (string, string) grant = ("grant_type", "client_credentials"), client = ("client_id", id), key = ("client_secret", secret);
        (await Error([client, key])).ShouldBe((400, "invalid_request"));
        (await Error([("grant_type", "password"), client, key])).ShouldBe((400, "unsupported_grant_type"));
        (await Error([grant, grant, client, key])).ShouldBe((400, "invalid_request"));
        (await Error([grant, client])).ShouldBe((401, "invalid_client"));
        (await Error([grant, client, ("client_secret", secret + "x")])).ShouldBe((401, "invalid_client"));
        (await Error([grant, ("client_id", Guid.NewGuid().ToString()), key])).ShouldBe((401, "invalid_client"));
        (await Error([grant, ("client_id", "nobody"), key])).ShouldBe((401, "invalid_client"));
        (await Error([grant, client, key, ("scope", "everything")])).ShouldBe((400, "invalid_scope"));
        var json = await App.PostAsync("/connect/token", new { grant_type = "client_credentials" });
        json["error"].ShouldBe("invalid_request");
        var hostile = await App.PostAsync("/connect/token", new StringContent(new string('&', 5000), Encoding.UTF8, "application/x-www-form-urlencoded"));
        hostile["error"].ShouldBe("invalid_request");
    }

    [Fact]
    public async Task Basic_is_decoded_as_the_standard_says_and_refused_with_a_challenge()
    {
        var (id, secret, _) = await App.ClientAsync(shared.Administrator, "secretariat", "registry:read");
        (await Basic($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret).Replace("_", "%5F", StringComparison.Ordinal)}")).Status.ShouldBe(200);
        var refused = await Basic($"{id}:wrong");
        refused.Status.ShouldBe(401);
        refused.Response.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Basic");
        (await Basic("no colon")).Status.ShouldBe(401);
        (await Basic(null)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Wrong_secrets_are_throttled_and_the_right_one_never()
    {
        var (id, secret, _) = await App.ClientAsync(shared.Administrator, "secretariat", "registry:read");
        var statuses = new List<int>();
        for (var i = 0; i < 12; i++) statuses.Add((await App.TokenForAsync(id, $"wrong {i}")).Status);
        statuses.Count(status => status == 401).ShouldBe(10);
        statuses[^1].ShouldBe(429);
        (await App.TokenForAsync(id, secret)).Status.ShouldBe(200);
    }

    async Task<(int, string)> Error(IEnumerable<(string, string)> form, params IEnumerable<(string, string)> more)
    {
        var answer = await App.TokenAsync([.. form, .. more]);
        return (answer.Status, answer["error"]);
    }

    async Task<Answer> Basic(string? credentials)
    {
        using var client = App.CreateClient();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
            credentials is null ? "%%%" : Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        using var response = await client.PostAsync(new Uri("/connect/token", UriKind.Relative), form);
        return await Answer.OfAsync(response);
    }
}
