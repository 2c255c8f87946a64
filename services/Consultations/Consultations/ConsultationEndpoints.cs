using MayorsMechanism.Consultations.Consultations.Cloning;
using MayorsMechanism.Consultations.Consultations.Departures;
using MayorsMechanism.Consultations.Consultations.Selection;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Consultations;

/// <summary>Filters of the consultation list.</summary>
/// <param name="Cycle">Only of this cycle.</param>
/// <param name="State">One state.</param>
/// <param name="Kind">One kind.</param>
/// <param name="WorkingGroup">Only meetings of this working group.</param>
public sealed record ConsultationFilter(Guid? Cycle, Word<ConsultationState>? State, Word<ConsultationKind>? Kind, Guid? WorkingGroup);

static class ConsultationEndpoints
{
    public static void MapConsultations(this IEndpointRouteBuilder app)
    {
        var consultations = app.MapGroup("/api/v1/consultations").WithTags("Consultations");
        consultations.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListConsultations").WithSummary("List consultations");
        consultations.MapGet("/{id:guid}", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetConsultation").WithSummary("Read a consultation");

        var changes = consultations.MapGroup("").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        changes.MapPost("/", Plan).WithName("PlanConsultation").WithSummary("Plan a consultation");
        changes.MapPatch("/{id:guid}", Patch).WithName("PatchConsultation").WithSummary("Change a consultation");
        changes.MapPost("/{id:guid}/open", Open).WithName("OpenConsultation").WithSummary("Open a planned consultation: networks see it");
        changes.MapPost("/{id:guid}/start", Start).WithName("StartConsultation").WithSummary("Record that an open consultation is under way");
        changes.MapPost("/{id:guid}/close", Close).WithName("CloseConsultation").WithSummary("Close a consultation that is under way");
        changes.MapPost("/{id:guid}/publish", Publish).WithName("PublishConsultation").WithSummary("Publish a closed consultation");

        var consultation = consultations.MapGroup("/{id:guid}");
        consultation.MapSelection();
        consultation.MapDepartures();
        consultation.MapClone();
    }

    static async Task<Page<ConsultationResponse>> List(
        [AsParameters] ConsultationFilter filter, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        var all = tenancy.Consultations.AsNoTracking();
        if (filter.Cycle is { } cycle) all = all.Where(c => c.CycleId == cycle);
        if (filter.State is { } state) all = all.Where(c => c.State == state.Value);
        if (filter.Kind is { } kind) all = all.Where(c => c.Kind == kind.Value);
        if (filter.WorkingGroup is { } group) all = all.Where(c => c.WorkingGroupId == group);
        return (await page.RunAsync(all, cancel)).Select(ConsultationResponse.Of);
    }

    static async Task<Results<RecordResult<ConsultationResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Consultations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is { } consultation
            ? new RecordResult<ConsultationResponse>(ConsultationResponse.Of(consultation))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<ConsultationResponse>> Plan(ConsultationBody body, ConsultationsDbContext db, CancellationToken cancel)
    {
        await RequireKnownAsync(body, db, cancel);
        var consultation = new Consultation(body);
        db.Add(consultation);
        await db.SaveChangesAsync(cancel);
        return new($"/api/v1/consultations/{consultation.Id}", ConsultationResponse.Of(consultation));
    }

    static async Task<Results<RecordResult<ConsultationResponse>, NotFound>> Patch(
        Guid id, MergePatch<ConsultationBody> patch, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.Consultations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } now) return TypedResults.NotFound();
        // It waits for what has not arrived yet, so it comes before any transaction.
        await RequireKnownAsync(await FactsAsync(now), db, cancel);
        return await ChangeAsync(id, ifMatch, db, async consultation => consultation.Set(await FactsAsync(consultation)), cancel);

        async Task<ConsultationBody> FactsAsync(Consultation consultation)
        {
            var facts = await patch.ApplyToAsync(ConsultationResponse.BodyOf(consultation));
            return facts.CycleId == consultation.CycleId ? facts : throw new ShapeException("cycleId", "cannot-change");
        }
    }

    static Task<Results<RecordResult<ConsultationResponse>, NotFound>> Open(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        GoAsync(id, ifMatch, db, consultation => consultation.Open(), cancel);

    static Task<Results<RecordResult<ConsultationResponse>, NotFound>> Start(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        GoAsync(id, ifMatch, db, consultation => consultation.Start(), cancel);

    static Task<Results<RecordResult<ConsultationResponse>, NotFound>> Close(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        GoAsync(id, ifMatch, db, consultation => consultation.Close(), cancel);

    static Task<Results<RecordResult<ConsultationResponse>, NotFound>> Publish(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        GoAsync(id, ifMatch, db, consultation => consultation.Publish(), cancel);

    internal static Task<Results<RecordResult<ConsultationResponse>, NotFound>> GoAsync(
        Guid id, IfMatch ifMatch, ConsultationsDbContext db, Action<Consultation> go, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, db, consultation => { go(consultation); return Task.CompletedTask; }, cancel);

    internal static Task<Results<RecordResult<ConsultationResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, ConsultationsDbContext db, Func<Consultation, Task> change, CancellationToken cancel) =>
        db.InTransactionAsync<Results<RecordResult<ConsultationResponse>, NotFound>>(async () =>
        {
            if (await db.Consultations.SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } consultation) return TypedResults.NotFound();
            ifMatch.Claim(consultation);
            await change(consultation);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<ConsultationResponse>(ConsultationResponse.Of(consultation));
        }, cancel);

    static async Task RequireKnownAsync(ConsultationBody body, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await db.Cycles.AnyAsync(c => c.Id == body.CycleId, cancel)) throw new ShapeException("cycleId", "unknown-cycle");
        if (body.WorkingGroupId is { } group && !await db.WorkingGroups.AnyAsync(g => g.Id == group, cancel))
        {
            throw new ShapeException("workingGroupId", "unknown-working-group");
        }
        if (body.HostProcessId is { } host) await db.OrganisationCopies.WaitAsync(o => o.Id == host, "hostProcessId", cancel);
        foreach (var coHost in body.CoHosts ?? []) await db.OrganisationCopies.WaitAsync(o => o.Id == coHost, "coHosts", cancel);
        foreach (var process in body.InvitedProcesses ?? []) await db.OrganisationCopies.WaitAsync(o => o.Id == process, "invitedProcesses", cancel);
    }
}
