using System.Text.Json.Nodes;
using MayorsMechanism.Identity.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Identity.Tests;

public class KeyTests(SharedApp shared)
{
    [Fact]
    public async Task Metadata_and_keys_may_be_read_and_cached_by_anyone()
    {
        var metadata = await shared.App.GetAsync("/.well-known/openid-configuration");
        metadata["issuer"].ShouldBe("http://mayors.test");
        metadata["jwks_uri"].ShouldBe("http://mayors.test/.well-known/jwks.json");
        metadata.Body.GetProperty("scopes_supported").GetArrayLength().ShouldBe(12);
        var keys = await shared.App.GetAsync("/.well-known/jwks.json");
        keys.Response.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromMinutes(5));
        keys.Text.ShouldNotContain("\"d\"");
        Token.IsSignedByOneOf(await shared.Administrator.TokenAsync(), JsonNode.Parse(keys.Text)!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_new_key_is_published_before_it_signs_and_the_old_one_until_its_last_token_expired()
    {
        await using var app = await shared.NewAppAsync();
        var administrator = await app.FirstAdministratorAsync();
        var old = await administrator.TokenAsync();
        (await app.PostAsync("/api/v1/signing-keys/rotate", token: old)).Status.ShouldBe(200);
        (await app.PostAsync("/api/v1/signing-keys/rotate", token: old)).Code.ShouldBe("rotation-under-way");
        (await KeysAsync(app)).Count.ShouldBe(2);
        Kid(await administrator.TokenAsync()).ShouldBe(Kid(old));

        app.Clock.Offset = TimeSpan.FromMinutes(61);
        var young = await administrator.TokenAsync();
        Kid(young).ShouldNotBe(Kid(old));
        var published = JsonNode.Parse((await app.GetAsync("/.well-known/jwks.json")).Text)!;
        Token.IsSignedByOneOf(young, published).ShouldBeTrue();
        Token.IsSignedByOneOf(old, published).ShouldBeTrue();

        app.Clock.Offset = TimeSpan.FromMinutes(61 + 11);
        await RotateIfDueAsync(app);
        (await KeysAsync(app)).ShouldContain(Kid(old));
        app.Clock.Offset = TimeSpan.FromMinutes(61 + 20);
        await RotateIfDueAsync(app);
        (await KeysAsync(app)).ShouldBe([Kid(young)]);
    }

    [Fact]
    public async Task A_key_is_replaced_after_thirty_days()
    {
        await using var app = await shared.NewAppAsync();
        await app.GetAsync("/alive");
        app.Clock.Offset = TimeSpan.FromDays(29.9);
        await RotateIfDueAsync(app);
        (await KeysAsync(app)).Count.ShouldBe(1);
        app.Clock.Offset = TimeSpan.FromDays(30) - TimeSpan.FromMinutes(59);
        await Task.WhenAll(RotateIfDueAsync(app), RotateIfDueAsync(app));
        (await KeysAsync(app)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Replicas_that_start_together_agree_on_one_key_and_one_administrator()
    {
        await using var one = await shared.NewAppAsync();
        await using var two = new IdentityApp(one.Database);
        var sets = await Task.WhenAll(Task.Run(() => KeysAsync(one)), Task.Run(() => KeysAsync(two)));
        sets[0].Count.ShouldBe(1);
        sets[1].ShouldBe(sets[0]);
        var administrator = await one.FirstAdministratorAsync();
        var token = await administrator.TokenAsync();
        (await two.GetAsync("/api/v1/staff", token)).Body.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Another_or_a_short_sealing_key_stops_the_start_and_says_why()
    {
        await using var app = await shared.NewAppAsync();
        await app.GetAsync("/alive");
        await using var other = new IdentityApp(app.Database);
        other.Settings["Identity:SealingKey"] = "another key of the tests, also long enough";
        Should.Throw<Exception>(() => other.CreateClient()).ToString().ShouldContain("Identity__SealingKey");
        await using var careless = new IdentityApp(app.Database);
        careless.Settings["Identity:SealingKey"] = "short";
        Should.Throw<Exception>(() => careless.CreateClient()).ToString().ShouldContain("Set Identity__SealingKey to a secret of at least 32 characters");
    }

    [Fact]
    public async Task The_sealing_key_is_changed_in_three_starts_and_nobody_sets_up_an_authenticator_again()
    {
        const string Old = "a sealing key of the tests, long enough", New = "another key of the tests, also long enough";
        await using var before = await shared.NewAppAsync();
        var administrator = await before.FirstAdministratorAsync();
        var keys = await KeysAsync(before);

        // Each replica can open what the other one seals, whichever is replaced first.
        await using var opensBoth = await StartAsync(Old, other: New);
        await using var sealsNew = await StartAsync(New, other: Old);
        await using var after = await StartAsync(New, other: null);

        (await KeysAsync(after)).ShouldBe(keys);
        var signedIn = await after.PostAsync("/api/v1/session", new { email = administrator.Email, password = administrator.Password, code = administrator.Code() });
        signedIn.Status.ShouldBe(201, signedIn.Text);
        Should.Throw<Exception>(() => new IdentityApp(before.Database).CreateClient()).ToString().ShouldContain("Identity__SealingKey");

        async Task<IdentityApp> StartAsync(string key, string? other)
        {
            var app = new IdentityApp(before.Database);
            (app.Settings["Identity:SealingKey"], app.Settings["Identity:OtherSealingKey"]) = (key, other);
            await app.GetAsync("/alive");
            return app;
        }
    }

    static string Kid(string token) => Token.Read(token).Header["kid"]!.GetValue<string>();

    static async Task<List<string>> KeysAsync(IdentityApp app) =>
        [.. JsonNode.Parse((await app.GetAsync("/.well-known/jwks.json")).Text)!["keys"]!.AsArray().Select(key => key!["kid"]!.GetValue<string>())];

    static Task RotateIfDueAsync(IdentityApp app) =>
        app.Services.GetRequiredService<KeyRotation>().RotateIfDueAsync(TestContext.Current.CancellationToken);
}
