using MayorsMechanism.Identity.Staff;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Identity.Tests;

public class StaffTests(SharedApp shared)
{
    IdentityApp App => shared.App;

    [Fact]
    public void What_each_role_may_is_what_the_other_services_are_tested_with() =>
        StaffRoles.Scopes.Select(role => $"{KebabCase.Of(role.Key)} {string.Join(' ', role.Value.Order())}")
            .ShouldBe(Fixtures.TestTokens.Roles.Select(role => $"{role.Key} {string.Join(' ', role.Value.Order())}"), ignoreOrder: true);

    [Fact]
    public async Task An_invitation_works_once_and_not_for_ever()
    {
        await using var app = await shared.NewAppAsync();
        var administrator = await app.FirstAdministratorAsync();
        var invited = await InviteAsync(app, administrator, "one@mayors.example");
        Task<Answer> Accept(string invitation) => app.PostAsync("/api/v1/staff/accept-invitation", new { invitation, password = "a fine long sentence" });
        (await Accept("never given out")).Code.ShouldBe("invitation-not-valid");
        (await Accept(invited["invitation"])).Status.ShouldBe(204);
        (await Accept(invited["invitation"])).Code.ShouldBe("invitation-not-valid");

        var late = await InviteAsync(app, administrator, "two@mayors.example");
        app.Clock.Offset = TimeSpan.FromHours(73);
        (await Accept(late["invitation"])).Code.ShouldBe("invitation-not-valid");
    }

    [Fact]
    public async Task An_address_is_taken_whatever_its_case()
    {
        var email = $"{Guid.NewGuid():N}@mayors.example";
        (await InviteAsync(App, shared.Administrator, email)).Status.ShouldBe(201);
        (await InviteAsync(App, shared.Administrator, email.ToUpperInvariant())).Code.ShouldBe("email-taken");
    }

    [Fact]
    public async Task A_reset_ends_sessions_and_takes_password_or_everything()
    {
        var (person, id) = await App.StaffAsync(shared.Administrator, "officer");
        await person.SignInAsync();
        await person.EnrolAsync();
        var token = await shared.Administrator.TokenAsync();

        var reset = await App.PostAsync($"/api/v1/staff/{id}/reset-password", null, token, "*");
        (await person.ExchangeAsync()).Code.ShouldBe("session-ended");
        (await person.TrySignInAsync(person.RecoveryCodes[0])).Code.ShouldBe("sign-in-failed");
        await App.PostAsync("/api/v1/staff/accept-invitation", new { invitation = reset["invitation"], password = person.Password });
        (await person.TrySignInAsync()).Code.ShouldBe("code-required");

        var lost = await App.PostAsync($"/api/v1/staff/{id}/reset-totp", null, token, "*");
        await App.PostAsync("/api/v1/staff/accept-invitation", new { invitation = lost["invitation"], password = person.Password });
        (await person.TrySignInAsync()).Body.GetProperty("enrolTotp").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_disabled_account_is_shut_out()
    {
        var (person, id) = await App.StaffAsync(shared.Administrator, "officer");
        await person.SignInAsync();
        var token = await shared.Administrator.TokenAsync();
        var disabled = await App.PostAsync($"/api/v1/staff/{id}/disable", null, token, "*");
        disabled["state"].ShouldBe("disabled");
        (await person.ExchangeAsync()).Code.ShouldBe("session-ended");
        (await person.TrySignInAsync()).Code.ShouldBe("sign-in-failed");
        await App.PostAsync($"/api/v1/staff/{id}/enable", null, token, disabled.ETag);
        (await person.TrySignInAsync()).Status.ShouldBe(201);
    }

    [Fact]
    public async Task The_last_administrator_stays_even_when_two_remove_each_other()
    {
        await using var app = await shared.NewAppAsync();
        var first = await app.FirstAdministratorAsync();
        var firstId = (await app.GetAsync("/api/v1/session", await first.TokenAsync()))["accountId"];
        (await app.PostAsync($"/api/v1/staff/{firstId}/disable", null, await first.TokenAsync(), "*")).Code.ShouldBe("last-administrator");
        (await app.PatchAsync($"/api/v1/staff/{firstId}", new { role = "officer" }, await first.TokenAsync(), "*")).Code.ShouldBe("last-administrator");
        (await app.PostAsync($"/api/v1/staff/{firstId}/reset-password", null, await first.TokenAsync(), "*")).Code.ShouldBe("last-administrator");

        var (second, secondId) = await app.StaffAsync(first, "administrator");
        await second.SignInAsync();
        await second.EnrolAsync();
        var (one, two) = (await first.TokenAsync(), await second.TokenAsync());
        var answers = await Task.WhenAll(
            app.PostAsync($"/api/v1/staff/{secondId}/disable", null, one, "*"),
            app.PatchAsync($"/api/v1/staff/{firstId}", new { role = "officer" }, two, "*"));
        answers.Select(answer => answer.Status).Order().ShouldBe([200, 409]);
    }

    [Fact]
    public async Task A_new_role_counts_from_the_next_token_and_is_logged()
    {
        var (person, id) = await App.StaffAsync(shared.Administrator, "officer");
        await person.SignInAsync();
        await person.EnrolAsync();
        var token = await shared.Administrator.TokenAsync();
        (await App.PatchAsync($"/api/v1/staff/{id}", new { role = "reviewer" }, token, "*")).Status.ShouldBe(200);
        (await person.ExchangeAsync()).Body.GetProperty("scopes").GetArrayLength().ShouldBe(4);
        (await App.GetAsync($"/api/v1/identity/events?subject={id}", token)).Text.ShouldContain("role-changed");
    }

    static async Task<Answer> InviteAsync(IdentityApp app, Person by, string email) =>
        await app.PostAsync("/api/v1/staff", new { email, name = "Somebody", role = "officer", organisation = "mmc" }, await by.TokenAsync());
}
