using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Mandates;

/// <summary>What a mandate has to say to back a nomination.</summary>
static class MandateRules
{
    /// <exception cref="ShapeException">The caller knows no such mandate.</exception>
    /// <exception cref="RuleViolation">It is somebody else's, for somebody else, for another day or for something else.</exception>
    public static async Task RequireMandateAsync(
        this ConsultationsDbContext db, Guid id, Nomination nomination, Session session, Tenancy tenancy, CancellationToken cancel)
    {
        var today = await tenancy.Mandates.AsNoTracking().Where(m => m.Id == id).Today().SingleOrDefaultAsync(cancel)
            ?? throw new ShapeException("mandateId", "unknown-mandate");
        var mandate = today.Mandate;
        if (!await db.AreSameAsync(mandate.PersonId, nomination.PersonId, cancel)) throw new RuleViolation("mandate-of-another-person");
        var onBehalfOf = await db.CanonicalOrganisationAsync(nomination.OnBehalfOf, cancel);
        if (!today.IsFor(onBehalfOf, nomination.NominatedBy)) throw new RuleViolation("mandate-for-another-organisation");
        var known = session.KnownTo(tenancy.Caller);
        if (!mandate.IsValidOn(known.Date)) throw new RuleViolation("mandate-not-valid-then", known.Date);
        var cycle = await db.Consultations.Where(c => c.Id == session.ConsultationId).Select(c => c.CycleId).SingleAsync(cancel);
        if (!mandate.Covers(session, known.ThemeId, cycle)) throw new RuleViolation("mandate-out-of-scope");
    }

    /// <summary>Whether two records are one person by now.</summary>
    static async Task<bool> AreSameAsync(this ConsultationsDbContext db, Guid one, Guid other, CancellationToken cancel) =>
        (await db.Database.SqlQuery<bool>($"""SELECT canonical_person({one}) = canonical_person({other}) AS "Value" """).ToListAsync(cancel)).Single();

    static async Task<Guid> CanonicalOrganisationAsync(this ConsultationsDbContext db, Guid organisation, CancellationToken cancel) =>
        (await db.Database.SqlQuery<Guid>($"""SELECT canonical_organisation({organisation}) AS "Value" """).ToListAsync(cancel)).Single();
}
