using Microsoft.Extensions.Options;
using OtpNet;

namespace MayorsMechanism.Identity.Tests;

/// <summary>Accounts that come with their password and authenticator, for programs that use a system as soon as it runs.</summary>
public class ReadyAccountTests(SharedApp shared)
{
    const string Email = "Officer@Demonstration.example", Password = "ready before anybody", Key = "ABCDEFGHJKMNPQRSTUVWXYZABCDEFGHJ";

    [Fact]
    public async Task It_signs_in_with_its_authenticator_and_has_the_scopes_of_its_role()
    {
        await using var app = Configured(await shared.NewAppAsync());

        (await SignInAsync(app, Password, null)).Code.ShouldBe("code-required");
        var session = await SignInAsync(app, Password, Code(app));

        session.Status.ShouldBe(201, session.Text);
        var token = (await app.PostAsync("/api/v1/session/token", new { session = session["session"] }))["accessToken"];
        var me = await app.GetAsync("/api/v1/session", token);
        (me["email"], me["role"], me["organisation"]).ShouldBe(("officer@demonstration.example", "officer", "iom"));
        me.Text.ShouldContain("outcomes:write");
        (await app.GetAsync("/api/v1/staff", token)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task The_first_administrator_is_made_all_the_same()
    {
        await using var app = Configured(await shared.NewAppAsync());

        var administrator = await app.FirstAdministratorAsync();

        (await app.GetAsync("/api/v1/staff", await administrator.TokenAsync())).Body.GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_later_start_leaves_it_as_its_owner_left_it()
    {
        const string chosen = "what its owner chose later";
        await using var first = Configured(await shared.NewAppAsync());
        var session = (await SignInAsync(first, Password, Code(first)))["session"];
        var token = (await first.PostAsync("/api/v1/session/token", new { session }))["accessToken"];
        (await first.PostAsync("/api/v1/session/password", new { current = Password, @new = chosen }, token)).Status.ShouldBe(204);

        await using var second = Configured(new IdentityApp(first.Database));

        (await SignInAsync(second, Password, Code(second, 1))).Code.ShouldBe("sign-in-failed");
        (await SignInAsync(second, chosen, Code(second, 1))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Without_configuration_there_is_none()
    {
        await using var app = await shared.NewAppAsync();

        (await SignInAsync(app, Password, "000000")).Code.ShouldBe("sign-in-failed");
        var administrator = await app.FirstAdministratorAsync();
        (await app.GetAsync("/api/v1/staff", await administrator.TokenAsync())).Body.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("TotpKey", "not base32!")]
    [InlineData("TotpKey", "ABCDEFGH")]
    [InlineData("TotpKey", "")]
    [InlineData("Password", "short")]
    [InlineData("Role", null)]
    public async Task What_is_malformed_stops_the_start(string setting, string? value)
    {
        await using var app = Configured(await shared.NewAppAsync());
        app.Settings[$"Identity:ReadyAccounts:0:{setting}"] = value;

        Should.Throw<OptionsValidationException>(() => app.CreateClient()).Message.ShouldContain("Identity__ReadyAccounts");
    }

    static IdentityApp Configured(IdentityApp app)
    {
        foreach (var (name, value) in (IEnumerable<(string, string)>)
            [("Email", Email), ("Name", "An officer"), ("Role", "officer"), ("Organisation", "iom"), ("Password", Password), ("TotpKey", Key)])
        {
            app.Settings[$"Identity:ReadyAccounts:0:{name}"] = value;
        }
        return app;
    }

    static Task<Answer> SignInAsync(IdentityApp app, string password, string? code) =>
        app.PostAsync("/api/v1/session", new { email = Email, password, code });

    static string Code(IdentityApp app, int step = 0) =>
        new Totp(Base32Encoding.ToBytes(Key)).ComputeTotp(app.Clock.GetUtcNow().UtcDateTime.AddSeconds(30 * step));
}
