using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Sessions;

/// <param name="Links">https addresses by language tag (BCP 47); none takes them away.</param>
public sealed record JoiningLinksBody([JoiningLinks] Dictionary<string, string> Links)
{
    public static JoiningLinksBody Example => new(new Dictionary<string, string> { ["en"] = "https://meet.example.org/en", ["es"] = "https://meet.example.org/es" });
}

/// <summary>Where to join a session.</summary>
/// <param name="Version">Of the session.</param>
/// <param name="Links">By language tag (BCP 47).</param>
public sealed record JoiningLinksResponse(int Version, Dictionary<string, string> Links) : IVersioned;

/// <summary>Apart from the session, so that no list, feed or event of sessions shows them.</summary>
static class JoiningLinkEndpoints
{
    public static void MapJoiningLinks(this RouteGroupBuilder session)
    {
        var links = session.MapGroup("/joining-links").RequireSecretariat();
        links.MapGet("/", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetJoiningLinks").WithSummary("Read where to join a session");
        links.MapPut("/", Put).RequireScope(Scopes.ConsultationsWrite).WithName("PutJoiningLinks").WithSummary("Say where to join a session");
    }

    static async Task<Results<RecordResult<JoiningLinksResponse>, NotFound>> Get(Guid id, ConsultationsDbContext db, CancellationToken cancel) =>
        await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel) is { } session
            ? new RecordResult<JoiningLinksResponse>(new(session.Version, session.JoiningLinks))
            : TypedResults.NotFound();

    static Task<Results<RecordResult<SessionResponse>, NotFound>> Put(
        Guid id, JoiningLinksBody body, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        SessionEndpoints.ChangeAsync(id, ifMatch, db, session => { session.Join(body.Links); return Task.CompletedTask; }, cancel);
}
