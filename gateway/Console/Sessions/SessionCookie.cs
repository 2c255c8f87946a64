using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;

namespace MayorsMechanism.Console.Sessions;

/// <summary>
/// The browser's half of a session: an opaque secret that no script can read, and that only this console receives. It is sealed, so that what
/// was made up is known for it here, and Identity is not asked.
/// </summary>
public sealed class SessionCookie(IHttpContextAccessor http, IConfiguration configuration, IDataProtectionProvider protection)
{
    const int Longest = 500;

    // __Host- binds it to this host over TLS (RFC 6265bis, section 4.1.3.2); plain HTTP is for loopback.
    readonly bool _isHttps = configuration.PublicOrigin().StartsWith("https://", StringComparison.Ordinal);

    string Name => _isHttps ? "__Host-mm" : "mm";

    /// <summary>The session's secret; null without one of ours.</summary>
    public string? Session => http.HttpContext!.Request.Cookies[Name] is { Length: > 0 and <= Longest } value ? Open(value) : null;

    public void Set(string session, DateTimeOffset expires) =>
        http.HttpContext!.Response.Cookies.Append(Name, Sealing(protection).Protect(session), Options(expires));

    public void Clear() => http.HttpContext!.Response.Cookies.Delete(Name, Options(null));

    /// <summary>What seals it; the same at every replica.</summary>
    public static IDataProtector Sealing(IDataProtectionProvider protection) => protection.CreateProtector("session");

    /// <summary>By which a session is known where its secret is not to be.</summary>
    public static string HashOf(string session) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(session)));

    string? Open(string value)
    {
        try
        {
            return Sealing(protection).Unprotect(value);
        }
        catch (CryptographicException)
        {
            return null; // Made up, or older than our keys.
        }
    }

    // Lax, not Strict: a link in a mail must find its reader signed in. Forms carry an antiforgery token besides.
    CookieOptions Options(DateTimeOffset? expires) =>
        new() { HttpOnly = true, Secure = _isHttps, SameSite = SameSiteMode.Lax, Path = "/", Expires = expires };
}
