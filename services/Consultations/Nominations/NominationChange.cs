using System.Reflection;
using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>
/// One change of one nomination by one caller. Person and session are locked meanwhile, in this order: an erasure, a cancelled session and
/// whoever else is seated there come before or after, not in between.
/// </summary>
[SkipValidation] // The framework's validation would walk the queries below, and so run them.
sealed class NominationChange(ConsultationsDbContext db, Tenancy tenancy, IfMatch ifMatch, DateTimeOffset now) : IEndpointParameterMetadataProvider
{
    /// <summary>Bound per request.</summary>
    public static async ValueTask<NominationChange> BindAsync(HttpContext http) => new(
        http.RequestServices.GetRequiredService<ConsultationsDbContext>(), await Tenancy.BindAsync(http), await IfMatch.BindAsync(http),
        http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    public ConsultationsDbContext Db => db;

    public Tenancy Tenancy => tenancy;

    public DateTimeOffset Now => now;

    public RecordedAnswer RecordedBy(Recorded? recorded) => RecordedAnswer.Of(tenancy.Caller, recorded, now);

    /// <exception cref="ProblemException">403: the networks of the person may read the nomination, too, but only its nominator changes it.</exception>
    public void RequireOwn(Nomination nomination)
    {
        if (tenancy.Caller.NetworkId is { } network && nomination.NominatedBy != network) throw new ProblemException(403, "not-your-nomination");
    }

    public async Task<Results<RecordResult<NominationResponse>, NotFound>> MakeAsync(Guid id, Func<Nomination, Session, Task> change, CancellationToken cancel) =>
        await db.InTransactionAsync(() => LockedAsync(id, change, cancel), cancel) is { } changed
            ? new RecordResult<NominationResponse>(await changed.WithWarningsAsync(tenancy, db, cancel))
            : TypedResults.NotFound();

    /// <summary>Until it is known who speaks for the nominated person; does nothing for a nomination that the caller does not see.</summary>
    public async Task WaitForPersonAsync(Guid id, CancellationToken cancel)
    {
        var person = await tenancy.Nominations.Where(n => n.Id == id && n.State == NominationState.Proposed).Select(n => (Guid?)n.PersonId).SingleOrDefaultAsync(cancel);
        if (person is { } known) await db.PersonCopies.WaitAsync(p => p.Id == ConsultationsDbContext.CanonicalPerson(known), "personId", cancel);
    }

    async Task<NominationToday?> LockedAsync(Guid id, Func<Nomination, Session, Task> change, CancellationToken cancel)
    {
        var found = await tenancy.Nominations.Where(n => n.Id == id).Select(n => new { n.PersonId, n.SessionId }).SingleOrDefaultAsync(cancel);
        if (found is null) return null;
        await db.LockPersonAsync(found.PersonId, cancel);
        var session = (await db.LockSessionAsync(found.SessionId, cancel))!;
        var today = await db.Nominations.Where(n => n.Id == id).Today(db).SingleAsync(cancel);
        ifMatch.Claim(today.Nomination);
        await change(today.Nomination, session);
        if (today.Nomination.HasLeft) await db.FreeSlotsAsync([id], cancel);
        await db.SaveChangesAsync(cancel);
        return today;
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => IfMatch.PopulateMetadata(parameter, builder);
}
