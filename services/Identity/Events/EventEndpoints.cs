using MayorsMechanism.Identity.Staff;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Identity.Events;

/// <param name="Id">Ids sort by time.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">Id of the account, client, secret or key; null when nobody is known by what was sent.</param>
/// <param name="Actor">Account or client that did it; null without a token.</param>
/// <param name="Address">Where the request came from.</param>
public sealed record SecurityEventResponse(Guid Id, DateTimeOffset At, SecurityEventKind Kind, string? Subject, string? Actor, string? Address);

static class EventEndpoints
{
    public static void MapEvents(this WebApplication app) =>
        app.MapGet("/api/v1/identity/events", List).RequireSecretariat()
            .RequireAuthorization(policy => policy.RequireAssertion(context =>
                context.User.IsInRole(KebabCase.Of(StaffRole.Auditor))
                || context.User.FindFirst(Claims.Scope)?.Value.Split(' ').Contains(Scopes.IdentityManage) is true))
            .WithMetadata(new RequiredScope(Scopes.IdentityManage))
            .WithName("ListSecurityEvents").WithSummary("Sign-ins, lockouts, secrets, roles and keys, newest first; auditors may read it too").WithTags("Staff");

    static Task<Page<SecurityEventResponse>> List(
        [AsParameters] PageQuery page, string? subject, IdentityDbContext db, CancellationToken cancel)
    {
        var all = db.Events.AsNoTracking();
        if (subject is not null) all = all.Where(entry => entry.Subject == subject);
        var rest = page.Cursor<IdCursor>() is { } cursor ? all.Where(entry => entry.Id.CompareTo(cursor.Id) < 0) : all;
        return page.RunAsync(
            rest.OrderByDescending(entry => entry.Id)
                .Select(entry => new SecurityEventResponse(entry.Id, entry.At, entry.Kind, entry.Subject, entry.Actor, entry.Address)),
            all, entry => new IdCursor(entry.Id), cancel);
    }
}
