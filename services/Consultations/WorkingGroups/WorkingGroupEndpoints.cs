using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.WorkingGroups;

static class WorkingGroupEndpoints
{
    public static void MapWorkingGroups(this IEndpointRouteBuilder app)
    {
        var groups = app.MapGroup("/api/v1/working-groups").WithTags("Working groups");
        groups.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListWorkingGroups").WithSummary("List working groups");
        groups.MapGet("/{id:guid}", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetWorkingGroup").WithSummary("Read a working group");

        var changes = groups.MapGroup("").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        changes.MapPost("/", Create).WithName("CreateWorkingGroup").WithSummary("Record a working group");
        changes.MapPatch("/{id:guid}", Patch).WithName("PatchWorkingGroup").WithSummary("Change a working group");
    }

    static async Task<Page<WorkingGroupResponse>> List([AsParameters] PageQuery page, ConsultationsDbContext db, CancellationToken cancel) =>
        (await page.RunAsync(db.WorkingGroups.AsNoTracking(), cancel)).Select(WorkingGroupResponse.Of);

    static async Task<Results<RecordResult<WorkingGroupResponse>, NotFound>> Get(Guid id, ConsultationsDbContext db, CancellationToken cancel) =>
        await db.WorkingGroups.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, cancel) is { } group
            ? new RecordResult<WorkingGroupResponse>(WorkingGroupResponse.Of(group))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<WorkingGroupResponse>> Create(WorkingGroupBody body, ConsultationsDbContext db, CancellationToken cancel)
    {
        var group = new WorkingGroup(body);
        db.Add(group);
        await db.SaveChangesAsync(cancel);
        return new($"/api/v1/working-groups/{group.Id}", WorkingGroupResponse.Of(group));
    }

    static async Task<Results<RecordResult<WorkingGroupResponse>, NotFound>> Patch(
        Guid id, MergePatch<WorkingGroupBody> patch, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.WorkingGroups.SingleOrDefaultAsync(g => g.Id == id, cancel) is not { } group) return TypedResults.NotFound();
        ifMatch.Claim(group);
        group.Set(await patch.ApplyToAsync(WorkingGroupResponse.BodyOf(group)));
        await db.SaveChangesAsync(cancel);
        return new RecordResult<WorkingGroupResponse>(WorkingGroupResponse.Of(group));
    }
}
