using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Availabilities;

static class AvailabilityEndpoints
{
    public static void MapAvailabilities(this IEndpointRouteBuilder app)
    {
        var ofConsultation = app.MapGroup("/api/v1/consultations/{consultationId:guid}/availabilities").WithTags("Availability");
        ofConsultation.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListAvailabilities").WithSummary("List who can come when");
        ofConsultation.MapPost("/", Enter).RequireScope(Scopes.NominationsWrite).WithName("EnterAvailability").WithSummary("Enter when a person can come");

        var availabilities = app.MapGroup("/api/v1/availabilities/{id:guid}").WithTags("Availability");
        availabilities.MapGet("/", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetAvailability").WithSummary("Read when a person can come");
        availabilities.MapPatch("/", Patch).RequireScope(Scopes.NominationsWrite).WithName("PatchAvailability").WithSummary("Change when a person can come");
        availabilities.MapDelete("/", Remove).RequireScope(Scopes.NominationsWrite).WithName("RemoveAvailability").WithSummary("Remove what was entered");
    }

    static async Task<Results<Page<AvailabilityResponse>, NotFound>> List(
        Guid consultationId, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        if (!await tenancy.Consultations.AnyAsync(c => c.Id == consultationId, cancel)) return TypedResults.NotFound();
        var all = tenancy.Availabilities.AsNoTracking().Where(a => a.ConsultationId == consultationId);
        return (await page.RunAsync(all, cancel)).Select(AvailabilityResponse.Of);
    }

    static async Task<Results<RecordResult<AvailabilityResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Availabilities.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancel) is { } availability
            ? new RecordResult<AvailabilityResponse>(AvailabilityResponse.Of(availability))
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<AvailabilityResponse>, NotFound>> Enter(
        Guid consultationId, AvailabilityBody body, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await tenancy.Consultations.AnyAsync(c => c.Id == consultationId, cancel)) return TypedResults.NotFound();
        await db.RequireNotErasedAsync(body.PersonId, cancel);
        await tenancy.People(tenancy.Today).WaitAsync(p => p.Id == body.PersonId, "personId", cancel);
        return await db.InTransactionAsync(async () =>
        {
            await db.LockPersonAsync(body.PersonId, cancel);
            var availability = new Availability(consultationId, body, tenancy.Caller.NetworkId);
            db.Add(availability);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<AvailabilityResponse>($"/api/v1/availabilities/{availability.Id}", AvailabilityResponse.Of(availability));
        }, cancel);
    }

    static Task<Results<RecordResult<AvailabilityResponse>, NotFound>> Patch(
        Guid id, MergePatch<AvailabilityBody> patch, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<RecordResult<AvailabilityResponse>, NotFound>>(async () =>
        {
            if (await ClaimAsync(id, ifMatch, tenancy, db, cancel) is not { } availability) return TypedResults.NotFound();
            var facts = await patch.ApplyToAsync(AvailabilityResponse.BodyOf(availability));
            if (facts.PersonId != availability.PersonId) throw new ShapeException("personId", "cannot-change");
            availability.Change(facts, tenancy.Caller.NetworkId);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<AvailabilityResponse>(AvailabilityResponse.Of(availability));
        }, cancel);

    static Task<Results<NoContent, NotFound>> Remove(Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<NoContent, NotFound>>(async () =>
        {
            if (await ClaimAsync(id, ifMatch, tenancy, db, cancel) is not { } availability) return TypedResults.NotFound();
            db.Remove(availability);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        }, cancel);

    /// <summary>Under the lock of its person, so that no erasure crosses the change. Whoever may read it may change it: the person's networks of today.</summary>
    static async Task<Availability?> ClaimAsync(Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var person = await tenancy.Availabilities.Where(a => a.Id == id).Select(a => (Guid?)a.PersonId).SingleOrDefaultAsync(cancel);
        if (person is null) return null;
        await db.LockPersonAsync(person.Value, cancel);
        var availability = await db.Availabilities.SingleAsync(a => a.Id == id, cancel);
        ifMatch.Claim(availability);
        return availability;
    }
}
