using MayorsMechanism.Gateway.Edge;
using MayorsMechanism.ServiceDefaults;

namespace MayorsMechanism.Gateway;

/// <summary>
/// Which service answers what. A path stands for itself and everything below it; the longest wins. Rows of a service that has no address
/// in the configuration do nothing.
/// </summary>
static class Routes
{
    public static readonly Route[] Table =
    [
        // Without a token
        new("identity", "/connect/token", Access.Anyone, Tier.SignIn),
        new("identity", "/.well-known/openid-configuration", Access.Anyone),
        new("identity", "/.well-known/jwks.json", Access.Anyone),
        new("identity", "/api/v1/session", Access.Anyone, Tier.SignIn),
        new("identity", "/api/v1/session/token", Access.Anyone, Tier.Exchange),
        new("identity", "/api/v1/staff/accept-invitation", Access.Anyone, Tier.SignIn),
        new("consultations", "/api/v1/nominations/link", Access.Anyone, Tier.Exchange),
        new("consultations", "/api/v1/invitations/link", Access.Anyone, Tier.Exchange),
        new("outcomes", "/public/papers", Access.Anyone),
        new("consultations", "/public/schedules", Access.Anyone),
        new("consultations", "/calendar", Access.Anyone, Answer: AnswerHeaders.Secret),
        new("consultations", "/calendar/consultations", Access.Anyone),
        new("console", "/", Access.Anyone, Tier.Form, Answer: AnswerHeaders.Page),
        new("console", "/r", Access.Anyone, Tier.Form, Answer: AnswerHeaders.SecretPage),

        // With a token
        new("identity", "/api/v1/staff"),
        new("identity", "/api/v1/clients"),
        new("identity", "/api/v1/signing-keys"),
        new("identity", "/api/v1/identity"),
        new("identity", "/api/v1/operations/identity"),
        new("registry", "/api/v1/organisations"),
        new("registry", "/api/v1/organisations/{id}/documents", Body: BodyLimits.File),
        new("registry", "/api/v1/people"),
        new("registry", "/api/v1/people/{id}/documents", Body: BodyLimits.File),
        new("registry", "/api/v1/memberships"),
        new("registry", "/api/v1/duplicates"),
        new("registry", "/api/v1/merges"),
        new("registry", "/api/v1/registry"),
        new("registry", "/api/v1/registry/imports", Body: BodyLimits.Import),
        new("registry", "/api/v1/operations/registry"),
        new("consultations", "/api/v1/cycles"),
        new("consultations", "/api/v1/consultations"),
        new("consultations", "/api/v1/consultations/{id}/documents", Body: BodyLimits.File),
        new("consultations", "/api/v1/sessions"),
        new("consultations", "/api/v1/nominations"),
        new("consultations", "/api/v1/working-groups"),
        new("consultations", "/api/v1/calls"),
        new("consultations", "/api/v1/mandates"),
        new("consultations", "/api/v1/mandates/{id}/document", Body: BodyLimits.File),
        new("consultations", "/api/v1/invitations"),
        new("consultations", "/api/v1/availabilities"),
        new("consultations", "/api/v1/slots"),
        new("consultations", "/api/v1/targets"),
        new("consultations", "/api/v1/balance"),
        new("consultations", "/api/v1/balance.csv"),
        new("consultations", "/api/v1/calendar-links"),
        new("consultations", "/api/v1/notes"),
        new("consultations", "/api/v1/operations/consultations"),
        new("outcomes", "/api/v1/contributions"),
        new("outcomes", "/api/v1/key-messages"),
        new("outcomes", "/api/v1/quotes"),
        new("outcomes", "/api/v1/papers"),
        new("outcomes", "/api/v1/outcomes"),
        new("outcomes", "/api/v1/operations/outcomes"),
        new("notifications", "/api/v1/notifications"),
        new("notifications", "/api/v1/operations/notifications"),
    ];

    /// <summary>What the console's row must not catch. Under <c>/api</c> only a caller with a token learns that there is nothing.</summary>
    static readonly string[] Reserved = ["/connect", "/.well-known", "/openapi", "/docs", "/public"];

    public static void MapNotFound(this WebApplication app)
    {
        app.Map("/api/{**rest}", NotFound).RequireAuthorization().WithMetadata(Route.Unknown);
        foreach (var path in Reserved) app.Map(path + "/{**rest}", NotFound).AllowAnonymous().WithMetadata(Route.Unknown);
        app.Map("/{**rest}", NotFound).AllowAnonymous().WithMetadata(Route.Unknown).WithOrder(int.MaxValue);
    }

    static void NotFound(HttpContext http) => http.Response.StatusCode = StatusCodes.Status404NotFound;
}

/// <summary>One row of the table; also the metadata of its endpoint.</summary>
/// <param name="Service">Name in the configuration: <c>services__{name}__http__0</c>.</param>
/// <param name="Path">The path, without a trailing slash.</param>
/// <param name="Access">Who gets past the gateway. What a token may do is the service's affair.</param>
/// <param name="Tier">Rate limit of callers without a token; others than anonymous hold for everyone.</param>
/// <param name="Answer">Security headers; the API's own unless named.</param>
/// <param name="Body">Largest body in bytes.</param>
sealed record Route(
    string Service, string Path, Access Access = Access.Token, Tier Tier = Tier.Anonymous, AnswerHeaders? Answer = null, long Body = BodyLimits.Json)
{
    /// <summary>Stands for every path that nobody answers.</summary>
    public static readonly Route Unknown = new("", "/");

    /// <summary>The browser's session cookie is for the console alone.</summary>
    public bool TakesCookies => Service == "console";

    /// <summary>The console asks in its reader's name, and Identity keeps a log of who came from where.</summary>
    public bool LearnsVisitor => Service is "console" or "identity";
}

enum Access
{
    Token,
    Anyone,
}
