using System.Security.Claims;

namespace MayorsMechanism.Console.Sessions;

/// <summary>Who reads a page.</summary>
static class Reader
{
    public const string Scope = "scope";

    /// <summary>The access token of the signed-in reader.</summary>
    public static string Token(this HttpContext http) => http.User.FindFirstValue(SessionHandler.Token)!;

    /// <summary>Whether to show what needs a scope. The API decides anyway.</summary>
    public static bool May(this HttpContext http, string scope) => http.User.HasClaim(Scope, scope);

    /// <summary>Signed in all the way: own password, second factor.</summary>
    public static bool IsReady(this HttpContext http) => http.User.HasClaim(Stage.Claim, Stage.Ready);
}
