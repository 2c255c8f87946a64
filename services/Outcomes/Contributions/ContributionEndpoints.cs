using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Contributions;

/// <summary>Filters of the contribution list.</summary>
/// <param name="SessionId">Only of this session.</param>
/// <param name="ConsultationId">Only of this consultation.</param>
/// <param name="PersonId">Only of this person, under whichever record before a merge.</param>
public sealed record ContributionFilter(Guid? SessionId, Guid? ConsultationId, Guid? PersonId);

static class ContributionEndpoints
{
    public static void MapContributions(this IEndpointRouteBuilder app)
    {
        var contributions = app.MapGroup("/api/v1/contributions").WithTags("Contributions").RequireSecretariat();
        contributions.MapGet("/", List).RequireScope(Scopes.OutcomesRead).WithName("ListContributions").WithSummary("List what representatives said");
        contributions.MapGet("/{id:guid}", Get).RequireScope(Scopes.OutcomesRead).WithName("GetContribution").WithSummary("Read a contribution");

        var changes = contributions.MapGroup("").RequireScope(Scopes.OutcomesWrite);
        changes.MapPost("/", Record).WithName("RecordContribution").WithSummary("Record what a representative said in a session");
        changes.MapPatch("/{id:guid}", Patch).WithName("PatchContribution").WithSummary("Change a contribution");
        changes.MapDelete("/{id:guid}", Delete).WithName("DeleteContribution").WithSummary("Delete a contribution that backs no message");
    }

    static async Task<Page<ContributionResponse>> List(
        [AsParameters] ContributionFilter filter, [AsParameters] PageQuery page, OutcomesDbContext db, CancellationToken cancel)
    {
        var all = db.Contributions.AsNoTracking();
        if (filter.SessionId is { } session) all = all.Where(c => c.SessionId == session);
        if (filter.ConsultationId is { } consultation) all = all.Where(c => c.ConsultationId == consultation);
        if (filter.PersonId is { } person)
        {
            all = all.Where(c => c.PersonId != null && OutcomesDbContext.CanonicalPerson(c.PersonId.Value) == OutcomesDbContext.CanonicalPerson(person));
        }
        return (await page.RunAsync(all, cancel)).Select(ContributionResponse.Of);
    }

    static async Task<Results<RecordResult<ContributionResponse>, NotFound>> Get(Guid id, OutcomesDbContext db, CancellationToken cancel) =>
        await db.Contributions.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is { } contribution
            ? new RecordResult<ContributionResponse>(ContributionResponse.Of(contribution))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<ContributionResponse>> Record(ContributionBody body, OutcomesDbContext db, CancellationToken cancel)
    {
        var person = body.PersonId ?? throw new ShapeException("personId", "required");
        await db.RequirePersonAsync(person, cancel);
        var session = await db.SessionAsync(body.SessionId, cancel);
        await db.RequireOrganisationAsync(body.OnBehalfOf, "onBehalfOf", cancel);
        await db.RequireSeatedAsync(person, session.Id, cancel);
        return await db.InTransactionAsync(async () =>
        {
            await db.LockPersonAsync(person, cancel);
            var contribution = new Contribution(session.ConsultationId, body);
            db.Add(contribution);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<ContributionResponse>($"/api/v1/contributions/{contribution.Id}", ContributionResponse.Of(contribution));
        }, cancel);
    }

    static async Task<Results<RecordResult<ContributionResponse>, NotFound>> Patch(
        Guid id, MergePatch<ContributionBody> patch, IfMatch ifMatch, OutcomesDbContext db, CancellationToken cancel)
    {
        if (await db.Contributions.SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } contribution) return TypedResults.NotFound();
        ifMatch.Claim(contribution);
        var facts = await patch.ApplyToAsync(ContributionResponse.BodyOf(contribution));
        await RequireKnownAsync(contribution, facts, db, cancel);
        return await db.InTransactionAsync<Results<RecordResult<ContributionResponse>, NotFound>>(async () =>
        {
            // Who was erased since the record was read left it with a newer version.
            if (facts.PersonId is { } person) await db.LockPersonAsync(person, cancel);
            contribution.Set(facts);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<ContributionResponse>(ContributionResponse.Of(contribution));
        }, cancel);
    }

    static Task<Results<NoContent, NotFound>> Delete(Guid id, IfMatch ifMatch, OutcomesDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<NoContent, NotFound>>(async () =>
        {
            // Whoever makes a message of it holds it until the message is there.
            var contribution = await db.Contributions.FromSql($"SELECT * FROM contributions WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
            if (contribution is null) return TypedResults.NotFound();
            ifMatch.Claim(contribution);
            if (await db.KeyMessages.AnyAsync(m => m.Contributions.Contains(id), cancel)) throw new RuleViolation("backs-a-message");
            db.Remove(contribution);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        }, cancel);

    static async Task RequireKnownAsync(Contribution contribution, ContributionBody facts, OutcomesDbContext db, CancellationToken cancel)
    {
        await db.RequireSessionAsync(facts.SessionId, contribution.ConsultationId, cancel);
        await db.RequireOrganisationAsync(facts.OnBehalfOf, "onBehalfOf", cancel);
        if (facts.PersonId is not { } person || (person, facts.SessionId) == (contribution.PersonId, contribution.SessionId)) return;
        await db.RequirePersonAsync(person, cancel);
        await db.RequireSeatedAsync(person, facts.SessionId, cancel);
    }
}
