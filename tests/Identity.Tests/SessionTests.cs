namespace MayorsMechanism.Identity.Tests;

public class SessionTests(SharedApp shared)
{
    IdentityApp App => shared.App;

    [Fact]
    public async Task An_ended_session_gives_no_token_and_its_last_token_cannot_touch_the_account()
    {
        var (person, _) = await App.StaffAsync(shared.Administrator, "officer");
        await person.SignInAsync();
        var token = await person.TokenAsync();
        (await App.SendAsync(HttpMethod.Delete, "/api/v1/session", token: token)).Status.ShouldBe(204);
        (await person.ExchangeAsync()).Code.ShouldBe("session-ended");
        (await App.GetAsync("/api/v1/session", token)).Code.ShouldBe("session-ended");
    }

    [Fact]
    public async Task A_session_ends_when_idle_and_when_old()
    {
        await using var app = await shared.NewAppAsync();
        var person = app.Somebody(IdentityApp.AdministratorEmail, IdentityApp.FirstPassword);
        await person.SignInAsync();
        app.Clock.Offset = TimeSpan.FromHours(7);
        (await person.ExchangeAsync()).Status.ShouldBe(200);
        app.Clock.Offset = TimeSpan.FromHours(11);
        (await person.ExchangeAsync()).Status.ShouldBe(200);
        app.Clock.Offset = TimeSpan.FromHours(12.1);
        (await person.ExchangeAsync()).Code.ShouldBe("session-ended");

        await person.SignInAsync();
        app.Clock.Offset += TimeSpan.FromHours(8.1);
        (await person.ExchangeAsync()).Code.ShouldBe("session-ended");
    }

    [Fact]
    public async Task Others_end_on_demand_and_with_a_new_password()
    {
        var (person, _) = await App.StaffAsync(shared.Administrator, "officer");
        var elsewhere = App.Somebody(person.Email, person.Password);
        await elsewhere.SignInAsync();
        await person.SignInAsync();
        (await App.GetAsync("/api/v1/session/all", await person.TokenAsync())).Body.GetProperty("items").GetArrayLength().ShouldBe(2);
        await App.SendAsync(HttpMethod.Delete, "/api/v1/session/all", token: await person.TokenAsync());
        (await elsewhere.ExchangeAsync()).Code.ShouldBe("session-ended");

        await elsewhere.SignInAsync();
        await person.ChangePasswordAsync("another one altogether");
        (await elsewhere.ExchangeAsync()).Code.ShouldBe("session-ended");
        (await person.ExchangeAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_new_password_must_be_worth_having_and_the_present_one_known()
    {
        var (person, _) = await App.StaffAsync(shared.Administrator, "officer");
        await person.SignInAsync();
        var token = await person.TokenAsync();
        async Task<string> Refusal(string current, string next) =>
            (await App.PostAsync("/api/v1/session/password", new { current, @new = next }, token)).Text;

        (await Refusal(person.Password, "too short")).ShouldContain("12 to 128");
        (await Refusal(person.Password, new string('x', 129))).ShouldContain("12 to 128");
        (await Refusal(person.Password, "Password2026!!")).ShouldContain("first that anyone tries");
        (await Refusal(person.Password, "aaaaaaaaaaaaaaaa")).ShouldContain("first that anyone tries");
        (await Refusal(person.Password, $"{person.Email}1")).ShouldContain("your name or address");
        (await Refusal("not this one, surely", "perfectly good in itself")).ShouldContain("not your present password");
    }

    [Fact]
    public async Task The_present_password_cannot_be_guessed_in_an_open_session()
    {
        var (person, _) = await App.StaffAsync(shared.Administrator, "officer");
        await person.SignInAsync();
        var token = await person.TokenAsync();
        for (var i = 0; i < 5; i++)
        {
            (await App.PostAsync("/api/v1/session/password", new { current = $"guess {i}", @new = "perfectly good in itself" }, token, key: $"k{i}")).Status.ShouldBe(400);
        }
        (await App.PostAsync("/api/v1/session/password", new { current = person.Password, @new = "perfectly good in itself" }, token)).Status.ShouldBe(400);
    }
}
