using OtpNet;

namespace MayorsMechanism.Demonstration.Api;

/// <param name="Email">To sign in with.</param>
/// <param name="Password">To sign in with.</param>
/// <param name="TotpKey">Of the authenticator, in Base32.</param>
sealed record StaffAccount(string Email, string Password, string TotpKey);

/// <summary>A member of staff, signed in when the first token is asked for.</summary>
sealed class StaffSession(ApiCaller anyone, StaffAccount account, CancellationToken cancel)
{
    const int SecondsOfACode = 30, Attempts = 3;

    readonly Renewed _token = new();
    string? _session;

    public Task<string> TokenAsync() => _token.GetAsync(async () =>
    {
        _session ??= await SignInAsync();
        var token = await anyone.PostAsync<SessionToken>("/api/v1/session/token", new { session = _session });
        return (token.AccessToken, token.ExpiresIn);
    });

    /// <summary>A code counts once, and a run that was interrupted may have used it: then the next one is good already, then the one after.</summary>
    async Task<string> SignInAsync()
    {
        var authenticator = new Totp(Base32Encoding.ToBytes(account.TotpKey));
        for (var attempt = 1; ; attempt++)
        {
            if (attempt == Attempts) await Task.Delay(TimeSpan.FromSeconds(authenticator.RemainingSeconds() + 1), cancel);
            var code = authenticator.ComputeTotp(DateTime.UtcNow.AddSeconds(attempt == 1 ? 0 : SecondsOfACode));
            try
            {
                return (await anyone.PostAsync<OpenedSession>("/api/v1/session", new { account.Email, account.Password, code })).Session;
            }
            catch (Refusal refusal) when (refusal.Code is "sign-in-failed" && attempt < Attempts)
            {
                // Perhaps for the code alone.
            }
        }
    }

    sealed record OpenedSession(string Session);

    sealed record SessionToken(string AccessToken, int ExpiresIn);
}
