using System.Security.Claims;
using MayorsMechanism.Outcomes.Papers.Documents;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Papers;

static class PaperTransitions
{
    /// <summary>Staff roles that speak for their organisation.</summary>
    static readonly string[] Signers = ["reviewer", "officer"];

    public static void MapPaperTransitions(this IEndpointRouteBuilder changes)
    {
        changes.MapPost("/{id:guid}/sign-off", SignOff).RequireStaff().WithName("SignPaper").WithSummary("Sign off the draft for your own organisation");
        changes.MapPost("/{id:guid}/release", Release).WithName("ReleasePaper").WithSummary("Release the draft that UCLG, MMC and IOM have signed off");
    }

    static Task<Results<RecordResult<PaperResponse>, NotFound>> SignOff(
        Guid id, SignPaper body, IfMatch ifMatch, Caller caller, ClaimsPrincipal user, OutcomesDbContext db, TimeProvider clock, CancellationToken cancel)
    {
        if (caller.Organisation is not { } organisation || !Paper.CoSteering.Contains(organisation) || !Signers.Any(user.IsInRole))
        {
            throw new ProblemException(403, "not-a-signer");
        }
        return db.InTransactionAsync<Results<RecordResult<PaperResponse>, NotFound>>(async () =>
        {
            if (await LockAsync(id, db, cancel) is not { } paper) return TypedResults.NotFound();
            ifMatch.Claim(paper);
            var present = Digest.Of(await Assembly.OfAsync(paper, db, cancel));
            paper.Sign(organisation, caller.Subject, body.Digest, present, clock.GetUtcNow());
            await db.SaveChangesAsync(cancel);
            return new RecordResult<PaperResponse>(PaperResponse.Of(paper));
        }, cancel);
    }

    static Task<Results<Created<ReleaseResponse>, NotFound>> Release(
        Guid id, IfMatch ifMatch, OutcomesDbContext db, TimeProvider clock, CancellationToken cancel) =>
        db.InTransactionAsync<Results<Created<ReleaseResponse>, NotFound>>(async () =>
        {
            await db.LockReleasesAsync(cancel);
            if (await LockAsync(id, db, cancel) is not { } paper) return TypedResults.NotFound();
            ifMatch.Claim(paper);
            var latest = await db.Releases.AsNoTracking().SingleOrDefaultAsync(r => r.PaperId == id && r.Number == paper.Releases, cancel);
            var release = paper.Release(await Assembly.OfAsync(paper, db, cancel), latest, clock.GetUtcNow());
            db.Add(release);
            await db.SaveChangesAsync(cancel);
            return TypedResults.Created(ReleaseResponse.PathOf(id, release.Number), ReleaseResponse.Of(release));
        }, cancel);

    /// <summary>The paper, which nobody else changes, signs or releases until the end of the transaction.</summary>
    static Task<Paper?> LockAsync(Guid id, OutcomesDbContext db, CancellationToken cancel) =>
        db.Papers.FromSql($"SELECT * FROM papers WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
}
