using MayorsMechanism.Identity.Staff;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Identity.Sessions;

/// <param name="Email">Of the account.</param>
/// <param name="Password">Of the account.</param>
/// <param name="Code">Six digits from the authenticator, or a recovery code; once the account has a second factor.</param>
public sealed record OpenSession([Text(254)] string Email, [Text(256)] string Password, [Text(40)] string? Code = null)
{
    public static OpenSession Example => new("amina.diallo@uclg.example", "a long sentence is easy to keep", "492039");
}

/// <param name="Session">The secret of the session: keep it in a cookie that no script can read, exchange it for tokens.</param>
/// <param name="ExpiresAt">It ends then, or earlier when it is not used for long.</param>
/// <param name="MustChangePassword">Until it is changed, tokens carry no scope.</param>
/// <param name="EnrolTotp">Until a second factor is enrolled, tokens carry no scope.</param>
public sealed record OpenedSession(string Session, DateTimeOffset ExpiresAt, bool MustChangePassword, bool EnrolTotp);

/// <param name="Session">What signing in answered.</param>
public sealed record ExchangeSession([Text(100)] string Session)
{
    public static ExchangeSession Example => new("kfGm0C1yZb0lW9Vd3Yc6nQh2uXx8tRrE5oPp7sJjA4M");
}

/// <param name="AccessToken">For the Authorization header.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scopes">What it may be used for; none while one of the following is true.</param>
/// <param name="MustChangePassword">POST /api/v1/session/password comes next.</param>
/// <param name="EnrolTotp">POST /api/v1/session/totp comes next.</param>
public sealed record SessionToken(string AccessToken, int ExpiresIn, IReadOnlyList<string> Scopes, bool MustChangePassword, bool EnrolTotp);

/// <summary>Who is signed in.</summary>
public sealed record WhoAmI(
    Guid AccountId, string Email, string Name, StaffRole Role, StaffOrganisation Organisation, IReadOnlyList<string> Scopes,
    bool MustChangePassword, bool EnrolTotp, int RecoveryCodesLeft, DateTimeOffset ExpiresAt);

/// <param name="Id">Not the secret.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="LastUsedAt">To the minute.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
/// <param name="Address">Where it was opened from.</param>
/// <param name="Current">Whether it is the one that asks.</param>
public sealed record SessionSummary(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, string? Address, bool Current);

/// <param name="Current">The present password.</param>
/// <param name="New">12 to 128 characters, whatever they are; not one that everybody tries, nor your own name or address.</param>
public sealed record ChangePassword([Text(256)] string Current, [Password] string New)
{
    public static ChangePassword Example => new("a long sentence is easy to keep", "an even longer one is easier still");
}

/// <param name="Key">In Base32, to be typed into an authenticator.</param>
/// <param name="Uri">The otpauth address, to be shown as a QR code.</param>
public sealed record TotpEnrolment(string Key, string Uri);

/// <param name="Code">Six digits from the authenticator.</param>
public sealed record ConfirmTotp([Text(40)] string Code)
{
    public static ConfirmTotp Example => new("492039");
}

/// <param name="Codes">Each stands in for one code, once. Shown here and never again.</param>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);
