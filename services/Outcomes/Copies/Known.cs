using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Copies;

/// <summary>What a request names of other services. Waits for what has not arrived yet, so it comes before any lock.</summary>
static class Known
{
    public static Task<SessionCopy> SessionAsync(this OutcomesDbContext db, Guid session, CancellationToken cancel, string field = "sessionId") =>
        db.SessionCopies.WaitAsync(s => s.Id == session, field, cancel);

    /// <exception cref="ShapeException">It is not of this consultation.</exception>
    public static async Task RequireSessionAsync(
        this OutcomesDbContext db, Guid session, Guid consultation, CancellationToken cancel, string field = "sessionId")
    {
        var known = await db.SessionAsync(session, cancel, field);
        if (known.ConsultationId != consultation) throw new ShapeException(field, "session-of-another-consultation");
    }

    /// <exception cref="RuleViolation">The person was erased.</exception>
    public static async Task RequirePersonAsync(this OutcomesDbContext db, Guid person, CancellationToken cancel)
    {
        await db.RequireNotErasedAsync(person, cancel);
        await db.PersonCopies.WaitAsync(p => p.Id == person, "personId", cancel);
    }

    public static async Task RequireOrganisationAsync(this OutcomesDbContext db, Guid organisation, string field, CancellationToken cancel) =>
        await db.OrganisationCopies.WaitAsync(o => o.Id == organisation, field, cancel);

    /// <summary>With the cycle that it is held for.</summary>
    public static async Task RequireConsultationAsync(this OutcomesDbContext db, Guid consultation, CancellationToken cancel)
    {
        var known = await db.ConsultationCopies.WaitAsync(c => c.Id == consultation, "consultationId", cancel);
        await db.CycleCopies.WaitAsync(c => c.Id == known.CycleId, "consultationId", cancel);
    }

    /// <exception cref="RuleViolation">The person neither accepted a nomination for the session nor attended.</exception>
    public static async Task RequireSeatedAsync(this OutcomesDbContext db, Guid person, Guid session, CancellationToken cancel)
    {
        var seat = await db.NominationCopies.WaitOrNullAsync(n => n.SessionId == session && NominationCopy.Represents.Contains(n.State)
            && OutcomesDbContext.CanonicalPerson(n.PersonId) == OutcomesDbContext.CanonicalPerson(person), _ => true, cancel);
        if (seat is null) throw new RuleViolation("not-seated");
    }
}
