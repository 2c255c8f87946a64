using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>Whom a token speaks for.</summary>
public enum CallerKind
{
    /// <summary>A person of the secretariat, signed in at the console.</summary>
    Staff,

    /// <summary>An API client of the secretariat.</summary>
    Secretariat,

    /// <summary>An API client of one regional network: it sees and changes only what belongs to that network's members.</summary>
    Network,
}

/// <summary>The authenticated caller of a request, read from its validated token. Endpoints take it as a parameter.</summary>
/// <param name="Subject">Client id or staff account id.</param>
/// <param name="Kind">Whom the caller speaks for.</param>
/// <param name="NetworkId">The network's organisation id; set exactly when <see cref="Kind"/> is <see cref="CallerKind.Network"/>.</param>
/// <param name="Organisation">Of a staff account: uclg, mmc or iom.</param>
public sealed record Caller(string Subject, CallerKind Kind, Guid? NetworkId, string? Organisation)
{
    public bool IsSecretariat => Kind is not CallerKind.Network;

    public static Caller From(ClaimsPrincipal principal)
    {
        var kind = Enum.Parse<CallerKind>(principal.FindFirstValue(Claims.Kind)!, ignoreCase: true);
        return new Caller(
            principal.FindFirstValue(Claims.Subject)!,
            kind,
            kind is CallerKind.Network ? Guid.Parse(principal.FindFirstValue(Claims.Network)!) : null,
            principal.FindFirstValue(Claims.Organisation));
    }

    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(From(context.User));
}
