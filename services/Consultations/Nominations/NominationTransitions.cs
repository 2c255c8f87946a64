using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

static class NominationTransitions
{
    public static void MapTransitions(this RouteGroupBuilder nominations)
    {
        nominations.MapPost("/withdraw", Withdraw).RequireScope(Scopes.NominationsWrite).WithName("WithdrawNomination")
            .WithSummary("Withdraw a nomination of your own");

        var secretariat = nominations.MapGroup("").RequireScope(Scopes.NominationsWrite).RequireSecretariat();
        secretariat.MapPost("/confirm", Confirm).WithName("ConfirmNomination").WithSummary("Give a proposed person a seat");
        secretariat.MapPost("/accept", Accept).WithName("AcceptNomination").WithSummary("Record that a confirmed person accepts");
        secretariat.MapPost("/decline", Decline).WithName("DeclineNomination").WithSummary("Record that a confirmed person declines");
    }

    static Task<Results<RecordResult<NominationResponse>, NotFound>> Confirm(
        Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, ParticipantCalendar calendar, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, async nomination =>
        {
            var session = (await db.LockSessionAsync(nomination.SessionId, cancel))!;
            session.RequireAhead();
            session.RequireSeat(await db.Nominations.SeatedAsync(session.Id, cancel));
            var person = await db.PersonCopies.WaitAsync(
                p => p.Id == ConsultationsDbContext.CanonicalPerson(nomination.PersonId), "personId", cancel);
            nomination.Confirm(calendar.Invite(nomination, session.Announced, person, clock.GetUtcNow()));
        }, cancel);

    static Task<Results<RecordResult<NominationResponse>, NotFound>> Accept(
        Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, nomination => { nomination.Accept(clock.GetUtcNow()); return Task.CompletedTask; }, cancel);

    static Task<Results<RecordResult<NominationResponse>, NotFound>> Decline(
        Guid id, DeclineNomination? body, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, nomination => { nomination.Decline(clock.GetUtcNow(), body?.Reason); return Task.CompletedTask; }, cancel);

    static Task<Results<RecordResult<NominationResponse>, NotFound>> Withdraw(
        Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, nomination =>
        {
            // It may be read by the networks of the person, too.
            if (tenancy.Caller.NetworkId is { } network && nomination.NominatedBy != network) throw new ProblemException(403, "not-your-nomination");
            nomination.Withdraw(clock.GetUtcNow());
            return Task.CompletedTask;
        }, cancel);

    static Task<Results<RecordResult<NominationResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, Func<Nomination, Task> change, CancellationToken cancel) =>
        db.InTransactionAsync<Results<RecordResult<NominationResponse>, NotFound>>(async () =>
        {
            var person = await tenancy.Nominations.Where(n => n.Id == id).Select(n => (Guid?)n.PersonId).SingleOrDefaultAsync(cancel);
            if (person is null) return TypedResults.NotFound();
            await db.LockPersonAsync(person.Value, cancel);
            var today = await db.Nominations.Where(n => n.Id == id).Today(db).SingleAsync(cancel);
            ifMatch.Claim(today.Nomination);
            await change(today.Nomination);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<NominationResponse>(NominationResponse.Of(today));
        }, cancel);
}
