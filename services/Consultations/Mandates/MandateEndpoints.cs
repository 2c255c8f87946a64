using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Mandates;

/// <summary>Filters of the list of mandates.</summary>
/// <param name="Person">Only of this person.</param>
/// <param name="Organisation">Only to speak for this organisation.</param>
public sealed record MandateFilter(Guid? Person, Guid? Organisation);

static class MandateEndpoints
{
    public static void MapMandates(this IEndpointRouteBuilder app)
    {
        var mandates = app.MapGroup("/api/v1/mandates").WithTags("Mandates");
        mandates.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListMandates").WithSummary("List mandates");
        mandates.MapGet("/{id:guid}", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetMandate").WithSummary("Read a mandate");

        var changes = mandates.MapGroup("").RequireScope(Scopes.NominationsWrite);
        changes.MapPost("/", Enter).WithName("EnterMandate").WithSummary("Enter who speaks for whom");
        changes.MapPatch("/{id:guid}", Patch).WithName("PatchMandate").WithSummary("Change a mandate that you entered");
        changes.MapDelete("/{id:guid}", Remove).WithName("RemoveMandate").WithSummary("Remove a mandate that you entered and no nomination names");
        mandates.MapMandateDocuments();
    }

    static async Task<Page<MandateResponse>> List([AsParameters] MandateFilter filter, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        var all = tenancy.Mandates.AsNoTracking();
        if (filter.Person is { } person) all = all.Where(m => m.PersonId == person);
        if (filter.Organisation is { } organisation) all = all.Where(m => m.OrganisationId == organisation);
        return (await page.RunAsync(all, cancel)).Select(MandateResponse.Of);
    }

    static async Task<Results<RecordResult<MandateResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Mandates.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancel) is { } mandate
            ? new RecordResult<MandateResponse>(MandateResponse.Of(mandate))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<MandateResponse>> Enter(MandateBody body, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        await db.RequireNotErasedAsync(body.PersonId, cancel);
        await tenancy.People(tenancy.Today).WaitAsync(p => p.Id == body.PersonId, "personId", cancel);
        await RequireKnownAsync(body, null, tenancy, db, cancel);
        return await db.InTransactionAsync(async () =>
        {
            await db.LockPersonAsync(body.PersonId, cancel);
            var mandate = new Mandate(body, tenancy.Caller.NetworkId);
            db.Add(mandate);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<MandateResponse>($"/api/v1/mandates/{mandate.Id}", MandateResponse.Of(mandate));
        }, cancel);
    }

    static async Task<Results<RecordResult<MandateResponse>, NotFound>> Patch(
        Guid id, MergePatch<MandateBody> patch, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await tenancy.Mandates.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } now) return TypedResults.NotFound();
        RequireOwn(now, tenancy);
        // It waits for what has not arrived yet, so it comes before any lock.
        await RequireKnownAsync(await patch.ApplyToAsync(MandateResponse.BodyOf(now)), MandateResponse.BodyOf(now), tenancy, db, cancel);
        return await db.InTransactionAsync<Results<RecordResult<MandateResponse>, NotFound>>(async () =>
        {
            if (await ClaimAsync(id, ifMatch, tenancy, db, cancel) is not { } mandate) return TypedResults.NotFound();
            var facts = await patch.ApplyToAsync(MandateResponse.BodyOf(mandate));
            if (facts.PersonId != mandate.PersonId) throw new ShapeException("personId", "cannot-change");
            mandate.Set(facts);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<MandateResponse>(MandateResponse.Of(mandate));
        }, cancel);
    }

    static Task<Results<NoContent, NotFound>> Remove(Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<NoContent, NotFound>>(async () =>
        {
            if (await ClaimAsync(id, ifMatch, tenancy, db, cancel) is not { } mandate) return TypedResults.NotFound();
            if (await db.Nominations.AnyAsync(n => n.MandateId == id, cancel)) throw new RuleViolation("mandate-in-use");
            db.Remove(mandate);
            await db.DropFilesAsync([mandate.Document], cancel);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        }, cancel);

    /// <summary>Under the lock of its person, so that no erasure crosses the change.</summary>
    internal static async Task<Mandate?> ClaimAsync(Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var person = await tenancy.Mandates.Where(m => m.Id == id).Select(m => (Guid?)m.PersonId).SingleOrDefaultAsync(cancel);
        if (person is null) return null;
        await db.LockPersonAsync(person.Value, cancel);
        var mandate = await db.Mandates.SingleAsync(m => m.Id == id, cancel);
        RequireOwn(mandate, tenancy);
        ifMatch.Claim(mandate);
        return mandate;
    }

    static void RequireOwn(Mandate mandate, Tenancy tenancy)
    {
        if (tenancy.Caller.NetworkId is { } network && mandate.EnteredBy != network) throw new ProblemException(403, "not-your-mandate");
    }

    /// <summary>What stood there before is not asked for: whoever has left, and what is not seen any more, does not keep a mandate from being ended.</summary>
    static async Task RequireKnownAsync(MandateBody body, MandateBody? before, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (body.OrganisationId is null && !tenancy.Caller.IsSecretariat) throw new ProblemException(403, "mechanism-mandate");
        if (body.OrganisationId is { } organisation && organisation != before?.OrganisationId)
        {
            await tenancy.Organisations(tenancy.Today).WaitAsync(o => o.Id == organisation, "organisationId", cancel);
        }
        if (body.CycleId is { } cycle && cycle != before?.CycleId && !await db.Cycles.AnyAsync(c => c.Id == cycle, cancel))
        {
            throw new ShapeException("cycleId", "unknown-cycle");
        }
        if (body.ConsultationId is { } consultation && consultation != before?.ConsultationId && !await tenancy.Consultations.AnyAsync(c => c.Id == consultation, cancel))
        {
            throw new ShapeException("consultationId", "unknown-consultation");
        }
        if (body.SessionId is { } session && session != before?.SessionId && !await tenancy.Sessions.AnyAsync(s => s.Id == session, cancel))
        {
            throw new ShapeException("sessionId", "unknown-session");
        }
        if (body.ThemeId is { } theme && theme != before?.ThemeId && !await KnowsThemeAsync(theme, db, cancel)) throw new ShapeException("themeId", "theme-of-no-cycle");
    }

    // Cycles are few.
    static async Task<bool> KnowsThemeAsync(Guid theme, ConsultationsDbContext db, CancellationToken cancel) =>
        (await db.Cycles.AsNoTracking().ToListAsync(cancel)).Exists(cycle => cycle.Themes.Any(known => known.Id == theme));
}
