using System.Net;
using System.Net.Http.Json;
using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Identity.Tests;

public class SignInTests(SharedApp shared)
{
    IdentityApp App => shared.App;

    [Fact]
    public async Task The_first_administrator_changes_the_password_then_enrols_then_gets_scopes()
    {
        await using var app = await shared.NewAppAsync();
        var first = app.Somebody(IdentityApp.AdministratorEmail, IdentityApp.FirstPassword);
        var opened = await first.TrySignInAsync();
        opened.Body.GetProperty("mustChangePassword").GetBoolean().ShouldBeTrue();
        await first.SignInAsync();
        (await app.GetAsync("/api/v1/staff", await first.TokenAsync())).Status.ShouldBe(403);
        (await app.PostAsync("/api/v1/session/totp", token: await first.TokenAsync())).Code.ShouldBe("password-change-first");

        await first.ChangePasswordAsync("what comes after the first");
        (await app.GetAsync("/api/v1/staff", await first.TokenAsync())).Status.ShouldBe(403);
        await first.EnrolAsync();

        var token = await first.ExchangeAsync();
        token.Body.GetProperty("scopes").GetArrayLength().ShouldBe(12);
        token.Body.GetProperty("expiresIn").GetInt32().ShouldBe(300);
        (await app.GetAsync("/api/v1/staff", token["accessToken"])).Status.ShouldBe(200);
        (await app.GetAsync("/api/v1/session", token["accessToken"]))["recoveryCodesLeft"].ShouldBe("10");
    }

    [Fact]
    public async Task Whatever_is_wrong_the_answer_is_the_same()
    {
        var (person, _) = await App.StaffAsync(shared.Administrator, "officer");
        await person.SignInAsync();
        await person.EnrolAsync();
        Answer[] answers =
        [
            await person.TrySignInAsync(email: "nobody@mayors.example"), await person.TrySignInAsync(password: "not this one, surely"),
            await person.TrySignInAsync(code: "000000"), await person.TrySignInAsync(password: "not this one, surely", code: person.Code()),
        ];
        answers.ShouldAllBe(answer => answer.Status == 401 && answer.Code == "sign-in-failed");
        answers.Select(answer => answer["detail"]).Distinct().Count().ShouldBe(1);
        (await person.TrySignInAsync()).Code.ShouldBe("code-required");
    }

    [Fact]
    public async Task Five_failures_lock_an_account_for_a_quarter_of_an_hour()
    {
        await using var app = await shared.NewAppAsync();
        var administrator = await app.FirstAdministratorAsync();
        var (person, id) = await app.StaffAsync(administrator, "officer");
        for (var i = 0; i < 5; i++) (await person.TrySignInAsync(password: "not this one, surely")).Code.ShouldBe("sign-in-failed");

        (await person.TrySignInAsync()).Code.ShouldBe("sign-in-failed");
        app.Clock.Offset = TimeSpan.FromMinutes(14);
        (await person.TrySignInAsync()).Code.ShouldBe("sign-in-failed");
        app.Clock.Offset = TimeSpan.FromMinutes(16);
        (await person.TrySignInAsync()).Status.ShouldBe(201);

        app.Clock.Offset = TimeSpan.Zero;
        var log = await app.GetAsync($"/api/v1/identity/events?subject={id}", await administrator.TokenAsync());
        log.Body.GetProperty("items").EnumerateArray().Count(e => e.GetProperty("kind").GetString() == "locked-out").ShouldBe(1);
    }

    [Fact]
    public async Task Guesses_sent_at_once_or_with_an_idempotency_key_count_as_well()
    {
        var (person, _) = await App.StaffAsync(shared.Administrator, "officer");
        var token = await shared.Administrator.TokenAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => App.PostAsync("/api/v1/session",
            new { email = person.Email, password = $"a wrong guess, number {i}" }, token, key: $"{person.Email} {i}")));
        (await person.TrySignInAsync()).Code.ShouldBe("sign-in-failed");
    }

    [Fact]
    public async Task The_security_log_says_where_the_browser_was_by_the_gateway_s_word_alone()
    {
        var (person, id) = await App.StaffAsync(shared.Administrator, "officer");
        var gateway = new VisitorAddress(new Proofs(TestTokens.ProofKey), TimeProvider.System);
        using var browser = App.CreateClient();
        browser.DefaultRequestHeaders.Add(VisitorAddress.Header, gateway.Write(IPAddress.Parse("203.0.113.9")));
        using var forger = App.CreateClient();
        forger.DefaultRequestHeaders.Add(VisitorAddress.Header, "203.0.113.1 1 AAAA");
        forger.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.1");

        foreach (var client in (HttpClient[])[forger, browser])
            await client.PostAsJsonAsync("/api/v1/session", new { email = person.Email, password = "a wrong guess" }, TestContext.Current.CancellationToken);

        var log = await App.GetAsync($"/api/v1/identity/events?subject={id}", await shared.Administrator.TokenAsync());
        log.Body.GetProperty("items").EnumerateArray().Where(entry => entry.GetProperty("kind").GetString() == "sign-in-failed")
            .Select(entry => entry.GetProperty("address").GetString()).ShouldBe(["203.0.113.9", null]);
    }

    [Fact]
    public async Task A_code_that_is_still_to_come_is_no_failure()
    {
        var (person, _) = await App.StaffAsync(shared.Administrator, "officer");
        await person.SignInAsync();
        await person.EnrolAsync();
        for (var i = 0; i < 6; i++) (await person.TrySignInAsync()).Code.ShouldBe("code-required");
        (await person.TrySignInAsync(person.Code())).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_code_works_once_and_so_does_a_recovery_code()
    {
        var (person, _) = await App.StaffAsync(shared.Administrator, "officer");
        await person.SignInAsync();
        await person.EnrolAsync();
        var code = person.Code();
        var both = await Task.WhenAll(person.TrySignInAsync(code), person.TrySignInAsync(code));
        both.Count(answer => answer.Status == 201).ShouldBe(1);
        (await person.TrySignInAsync(code)).Code.ShouldBe("sign-in-failed");

        var recovery = person.RecoveryCodes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal);
        (await person.TrySignInAsync(recovery)).Status.ShouldBe(201);
        (await person.TrySignInAsync(recovery)).Code.ShouldBe("sign-in-failed");
    }

    [Fact]
    public async Task Without_accounts_and_without_configuration_the_service_still_starts()
    {
        await using var app = await shared.NewAppAsync();
        app.Settings["Identity:AdministratorPassword"] = null;
        (await app.GetAsync("/alive")).Status.ShouldBe(200);
        app.Log.ShouldContain(line => line.Contains("Nobody can sign in", StringComparison.Ordinal));
    }
}
