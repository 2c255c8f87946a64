using MayorsMechanism.ServiceDefaults;

namespace MayorsMechanism.Console.Sessions;

/// <summary>The browser's half of a session: an opaque secret that no script can read, and that only this console receives.</summary>
public sealed class SessionCookie(IHttpContextAccessor http, IConfiguration configuration)
{
    // __Host- binds it to this host over TLS (RFC 6265bis, section 4.1.3.2); plain HTTP is for loopback.
    readonly bool _isHttps = configuration.PublicOrigin().StartsWith("https://", StringComparison.Ordinal);

    string Name => _isHttps ? "__Host-mm" : "mm";

    public string? Value => http.HttpContext!.Request.Cookies[Name];

    public void Set(string session, DateTimeOffset expires) => http.HttpContext!.Response.Cookies.Append(Name, session, Options(expires));

    public void Clear() => http.HttpContext!.Response.Cookies.Delete(Name, Options(null));

    // Lax, not Strict: a link in a mail must find its reader signed in. Forms carry an antiforgery token besides.
    CookieOptions Options(DateTimeOffset? expires) =>
        new() { HttpOnly = true, Secure = _isHttps, SameSite = SameSiteMode.Lax, Path = "/", Expires = expires };
}
