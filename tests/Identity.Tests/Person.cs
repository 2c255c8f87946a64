using OtpNet;

namespace MayorsMechanism.Identity.Tests;

/// <summary>A member of staff with an authenticator, as the console would serve them.</summary>
public sealed class Person(IdentityApp app, string email, string password)
{
    Totp? _authenticator;
    string[] _recoveryCodes = [];
    int _used;

    public string Email => email;
    public string Password { get; private set; } = password;
    public string Session { get; private set; } = "";
    public string Key { get; private set; } = "";
    public IReadOnlyList<string> RecoveryCodes => _recoveryCodes;

    public string Code(int step = 0) => _authenticator!.ComputeTotp(app.Clock.GetUtcNow().UtcDateTime.AddSeconds(30 * step));

    public Task<Answer> TrySignInAsync(string? code = null, string? password = null, string? email = null) =>
        app.PostAsync("/api/v1/session", new { email = email ?? Email, password = password ?? Password, code });

    /// <summary>Uses up a recovery code once there is a second factor, so that no test waits for the next time step.</summary>
    public async Task SignInAsync()
    {
        var answer = await TrySignInAsync(_recoveryCodes.Length > 0 ? _recoveryCodes[_used++] : null);
        answer.Status.ShouldBe(201, answer.Text);
        Session = answer["session"];
    }

    public Task<Answer> ExchangeAsync() => app.PostAsync("/api/v1/session/token", new { session = Session });

    public async Task<string> TokenAsync() => (await ExchangeAsync())["accessToken"];

    public async Task ChangePasswordAsync(string next)
    {
        var answer = await app.PostAsync("/api/v1/session/password", new { current = Password, @new = next }, await TokenAsync());
        answer.Status.ShouldBe(204, answer.Text);
        Password = next;
    }

    /// <summary>Confirms with the code of the step before, so that the present one is still good.</summary>
    public async Task EnrolAsync()
    {
        Key = (await app.PostAsync("/api/v1/session/totp", token: await TokenAsync()))["key"];
        _authenticator = new Totp(Base32Encoding.ToBytes(Key));
        var token = await TokenAsync();
        Answer confirmed;
        string present;
        do
        {
            present = Code();
            confirmed = await app.PostAsync("/api/v1/session/totp/confirm", new { code = Code(-1) }, token);
        }
        // Unless the time step turned between writing the code and checking it.
        while (confirmed.Status != 200 && Code() != present);
        confirmed.Status.ShouldBe(200, confirmed.Text);
        _recoveryCodes = [.. confirmed.Body.GetProperty("codes").EnumerateArray().Select(code => code.GetString()!)];
    }
}
