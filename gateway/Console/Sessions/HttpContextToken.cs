using System.Security.Claims;

namespace MayorsMechanism.Console.Sessions;

static class HttpContextToken
{
    /// <summary>The access token of the signed-in reader.</summary>
    public static string Token(this HttpContext http) => http.User.FindFirstValue(SessionHandler.Token)!;
}
