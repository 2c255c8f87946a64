using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MayorsMechanism.Identity.Tokens;

/// <summary>An error in the words of RFC 6749, section 5.2.</summary>
sealed class TokenException(string error, string description, int status = 400) : Exception(description)
{
    public string Error => error;
    public int Status => status;
}

/// <summary>A client credentials request (RFC 6749, section 4.4.2), the client's id and secret from Basic or from the form.</summary>
sealed record TokenRequest(string ClientId, string Secret, string[]? Scopes)
{
    /// <exception cref="TokenException">It is not one.</exception>
    public static async Task<TokenRequest> ReadAsync(HttpRequest http)
    {
        var form = await FormOf(http);
        var grant = One(form, "grant_type") ?? throw new TokenException("invalid_request", "grant_type is missing.");
        if (grant != "client_credentials") throw new TokenException("unsupported_grant_type", "The only grant_type is client_credentials.");
        var (id, secret) = CredentialsOf(http, form);
        return new(id, secret, One(form, "scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    static async Task<IFormCollection> FormOf(HttpRequest http)
    {
        if (http.ContentType?.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is not true)
        {
            throw new TokenException("invalid_request", "Send the parameters as application/x-www-form-urlencoded.");
        }
        try
        {
            return await http.ReadFormAsync(http.HttpContext.RequestAborted);
        }
        catch (InvalidDataException)
        {
            throw new TokenException("invalid_request", "The form cannot be read.");
        }
    }

    /// <summary>Section 3.2: no parameter twice, and an empty one counts as left out.</summary>
    static string? One(IFormCollection form, string name) => form[name] switch
    {
        { Count: > 1 } => throw new TokenException("invalid_request", $"{name} is given twice."),
        [{ Length: > 0 } value] => value,
        _ => null,
    };

    static (string Id, string Secret) CredentialsOf(HttpRequest http, IFormCollection form)
    {
        var (id, secret) = (One(form, "client_id"), One(form, "client_secret"));
        if (http.Headers.Authorization.Count == 0)
        {
            return id is not null && secret is not null ? (id, secret) : throw InvalidClient("Send client_id and client_secret, or use Basic.");
        }
        if (secret is not null) throw new TokenException("invalid_request", "Use Basic or client_secret, not both.");
        var basic = Basic(http.Headers.Authorization.ToString());
        return id is null || id == basic.Id ? basic : throw new TokenException("invalid_request", "client_id is not the one in Authorization.");
    }

    /// <summary>Section 2.3.1: both parts are form-encoded before they are joined.</summary>
    static (string Id, string Secret) Basic(string header)
    {
        try
        {
            if (AuthenticationHeaderValue.TryParse(header, out var value) && value.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
                && Encoding.UTF8.GetString(Convert.FromBase64String(value.Parameter ?? "")).Split(':', 2) is [var id, var secret])
            {
                return (WebUtility.UrlDecode(id), WebUtility.UrlDecode(secret));
            }
        }
        catch (FormatException)
        {
            // Not Base64; the same answer as for any other unreadable header.
        }
        throw InvalidClient("The Authorization header is not Basic.");
    }

    public static TokenException InvalidClient(string description) => new("invalid_client", description, 401);
}
