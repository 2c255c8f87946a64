using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Answer = Microsoft.AspNetCore.Http.HttpResults.Results<
    MayorsMechanism.ServiceDefaults.Api.RecordResult<MayorsMechanism.Consultations.Nominations.NominationResponse>,
    Microsoft.AspNetCore.Http.HttpResults.NotFound>;

namespace MayorsMechanism.Consultations.Nominations;

static class NominationTransitions
{
    public static void MapTransitions(this RouteGroupBuilder nominations)
    {
        var own = nominations.MapGroup("").RequireScope(Scopes.NominationsWrite);
        own.MapPatch("/", Patch).WithName("PatchNomination").WithSummary("Change the name as printed, the mandate, the zone or the rank of a nomination of your own");
        own.MapPost("/withdraw", Withdraw).WithName("WithdrawNomination").WithSummary("Withdraw a nomination of your own; its seat goes to the next alternate");

        var secretariat = nominations.MapGroup("").RequireScope(Scopes.NominationsWrite).RequireSecretariat();
        secretariat.MapPost("/confirm", Confirm).WithName("ConfirmNomination").WithSummary("Give a proposed person a seat");
        secretariat.MapPost("/accept", Accept).WithName("AcceptNomination").WithSummary("Record that a confirmed person accepts");
        secretariat.MapPost("/decline", Decline).WithName("DeclineNomination")
            .WithSummary("Record that a confirmed person declines; the seat goes to the next alternate");
        secretariat.MapPost("/attend", Attend).WithName("AttendNomination").WithSummary("Record that somebody with a seat came");
        secretariat.MapPost("/absent", Miss).WithName("MissNomination").WithSummary("Record that somebody with a seat did not come");
    }

    static Task<Answer> Patch(Guid id, MergePatch<NominationDetails> patch, NominationChange change, CancellationToken cancel) =>
        change.MakeAsync(id, async (nomination, session) =>
        {
            change.RequireOwn(nomination);
            var details = await patch.ApplyToAsync(NominationResponse.DetailsOf(nomination));
            if (details.MandateId is { } mandate && mandate != nomination.MandateId)
            {
                await change.Db.RequireMandateAsync(mandate, nomination, session, change.Tenancy, cancel);
            }
            nomination.Change(details);
        }, cancel);

    static async Task<Answer> Confirm(Guid id, NominationChange change, ParticipantCalendar calendar, CancellationToken cancel)
    {
        // It waits for what has not arrived yet, so it comes before any lock.
        await change.WaitForPersonAsync(id, cancel);
        return await change.MakeAsync(id, async (nomination, session) =>
        {
            nomination.RequireProposed();
            session.RequireAhead();
            await change.Db.RequireShownAsync(session, cancel);
            // Both may have been proposed before their records were merged.
            if (await change.Db.Nominations.Seated().AnyAsync(other => other.SessionId == session.Id && other.Id != nomination.Id
                && ConsultationsDbContext.CanonicalPerson(other.PersonId) == ConsultationsDbContext.CanonicalPerson(nomination.PersonId), cancel))
            {
                throw new RuleViolation("already-nominated");
            }
            session.RequireSeat(await change.Db.Nominations.SeatedAsync(session.Id, cancel));
            var person = await change.Db.PersonCopies.AsNoTracking()
                .SingleOrDefaultAsync(p => p.Id == ConsultationsDbContext.CanonicalPerson(nomination.PersonId), cancel) ?? throw KnownRecords.NotYet("personId");
            nomination.Confirm(calendar.Invite(nomination, session.Announced, person, change.Now));
        }, cancel);
    }

    static Task<Answer> Accept(Guid id, AcceptNomination? body, NominationChange change, CancellationToken cancel) => change.MakeAsync(id,
        (nomination, _) => { nomination.Accept(change.Now, change.RecordedBy(body?.Recorded)); return Task.CompletedTask; }, cancel);

    static Task<Answer> Decline(Guid id, DeclineNomination? body, NominationChange change, Alternates alternates, CancellationToken cancel) =>
        change.MakeAsync(id, (nomination, session) =>
        {
            nomination.Decline(change.Now, body?.Reason, change.RecordedBy(body?.Recorded));
            session.RequireNotHeld();
            return alternates.MoveUpAsync(session, nomination, cancel);
        }, cancel);

    static Task<Answer> Withdraw(Guid id, NominationChange change, Alternates alternates, CancellationToken cancel) =>
        change.MakeAsync(id, (nomination, session) =>
        {
            change.RequireOwn(nomination);
            var leavesSeat = nomination.IsExpected;
            nomination.Withdraw(change.Now);
            if (leavesSeat) session.RequireNotHeld();
            return leavesSeat ? alternates.MoveUpAsync(session, nomination, cancel) : Task.CompletedTask;
        }, cancel);

    static Task<Answer> Attend(Guid id, NominationChange change, CancellationToken cancel) => change.MakeAsync(id, (nomination, session) =>
    {
        nomination.Attend();
        session.RequireDayHasCome(change.Now);
        return Task.CompletedTask;
    }, cancel);

    static Task<Answer> Miss(Guid id, NominationChange change, CancellationToken cancel) => change.MakeAsync(id, (nomination, session) =>
    {
        nomination.Miss();
        session.RequireDayHasCome(change.Now);
        return Task.CompletedTask;
    }, cancel);
}
