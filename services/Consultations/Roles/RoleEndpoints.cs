using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Roles;

/// <summary>Roles in sessions and in working groups. They are people's, so they are the secretariat's to read.</summary>
static class RoleEndpoints
{
    public static void MapRoles(this IEndpointRouteBuilder app)
    {
        var (sessions, changeSessions) = GroupsAt(app, "/api/v1/sessions/{ownerId:guid}/roles", "Sessions");
        sessions.MapGet("/", ListInSession).WithName("ListSessionRoles").WithSummary("List who does what in a session");
        sessions.MapGet("/{id:guid}", GetInSession).WithName("GetSessionRole").WithSummary("Read a role in a session");
        changeSessions.MapPost("/", GiveInSession).WithName("GiveSessionRole").WithSummary("Give somebody a role in a session");
        changeSessions.MapDelete("/{id:guid}", EndInSession).WithName("EndSessionRole").WithSummary("Take a role in a session away");

        var (groups, changeGroups) = GroupsAt(app, "/api/v1/working-groups/{ownerId:guid}/roles", "Working groups");
        groups.MapGet("/", ListInGroup).WithName("ListWorkingGroupRoles").WithSummary("List co-chairs and members of a working group");
        groups.MapGet("/{id:guid}", GetInGroup).WithName("GetWorkingGroupRole").WithSummary("Read a role in a working group");
        changeGroups.MapPost("/", GiveInGroup).WithName("GiveWorkingGroupRole").WithSummary("Make somebody a co-chair or member of a working group");
        changeGroups.MapDelete("/{id:guid}", EndInGroup).WithName("EndWorkingGroupRole").WithSummary("Take a role in a working group away");
    }

    static (RouteGroupBuilder Reads, RouteGroupBuilder Changes) GroupsAt(IEndpointRouteBuilder app, string path, string tag)
    {
        var roles = app.MapGroup(path).WithTags(tag).RequireSecretariat();
        return (roles.MapGroup("").RequireScope(Scopes.ConsultationsRead), roles.MapGroup("").RequireScope(Scopes.ConsultationsWrite));
    }

    static Task<Results<Page<RoleResponse>, NotFound>> ListInSession(
        Guid ownerId, [AsParameters] PageQuery page, ConsultationsDbContext db, CancellationToken cancel) =>
        ListAsync(db.Sessions.Where(s => s.Id == ownerId), db.Roles.Where(r => r.SessionId == ownerId), page, db, cancel);

    static Task<Results<Page<RoleResponse>, NotFound>> ListInGroup(
        Guid ownerId, [AsParameters] PageQuery page, ConsultationsDbContext db, CancellationToken cancel) =>
        ListAsync(db.WorkingGroups.Where(g => g.Id == ownerId), db.Roles.Where(r => r.WorkingGroupId == ownerId), page, db, cancel);

    static Task<Results<RecordResult<RoleResponse>, NotFound>> GetInSession(Guid ownerId, Guid id, ConsultationsDbContext db, CancellationToken cancel) =>
        GetAsync(db.Roles.Where(r => r.SessionId == ownerId && r.Id == id), db, cancel);

    static Task<Results<RecordResult<RoleResponse>, NotFound>> GetInGroup(Guid ownerId, Guid id, ConsultationsDbContext db, CancellationToken cancel) =>
        GetAsync(db.Roles.Where(r => r.WorkingGroupId == ownerId && r.Id == id), db, cancel);

    static Task<Results<CreatedRecord<RoleResponse>, NotFound>> GiveInSession(
        Guid ownerId, RoleBody body, ConsultationsDbContext db, CancellationToken cancel) =>
        GiveAsync(db.Sessions.Where(s => s.Id == ownerId), Role.InSession(ownerId, body), $"/api/v1/sessions/{ownerId}/roles", db, cancel);

    static Task<Results<CreatedRecord<RoleResponse>, NotFound>> GiveInGroup(
        Guid ownerId, RoleBody body, ConsultationsDbContext db, CancellationToken cancel) =>
        GiveAsync(db.WorkingGroups.Where(g => g.Id == ownerId), Role.InGroup(ownerId, body), $"/api/v1/working-groups/{ownerId}/roles", db, cancel);

    static Task<Results<NoContent, NotFound>> EndInSession(
        Guid ownerId, Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        EndAsync(db.Roles.Where(r => r.SessionId == ownerId && r.Id == id), ifMatch, db, cancel);

    static Task<Results<NoContent, NotFound>> EndInGroup(
        Guid ownerId, Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        EndAsync(db.Roles.Where(r => r.WorkingGroupId == ownerId && r.Id == id), ifMatch, db, cancel);

    static async Task<Results<Page<RoleResponse>, NotFound>> ListAsync(
        IQueryable<Entity> owner, IQueryable<Role> roles, PageQuery page, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await owner.AnyAsync(cancel)) return TypedResults.NotFound();
        var all = roles.AsNoTracking();
        var after = page.Cursor<IdCursor>();
        var query = (after is null ? all : all.Where(r => r.Id > after.Id)).OrderBy(r => r.Id).Today(db);
        return (await page.RunAsync(query, all, today => new IdCursor(today.Role.Id), cancel)).Select(RoleResponse.Of);
    }

    static async Task<Results<RecordResult<RoleResponse>, NotFound>> GetAsync(IQueryable<Role> which, ConsultationsDbContext db, CancellationToken cancel) =>
        await which.AsNoTracking().Today(db).SingleOrDefaultAsync(cancel) is { } role
            ? new RecordResult<RoleResponse>(RoleResponse.Of(role), isWhole: false) // Whoever holds it is merged and renamed elsewhere.
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<RoleResponse>, NotFound>> GiveAsync(
        IQueryable<Entity> owner, Role role, string path, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await owner.AnyAsync(cancel)) return TypedResults.NotFound();
        await RequireHolderAsync(role, db, cancel);
        return await db.InTransactionAsync(async () =>
        {
            if (role.PersonId is { } person) await db.LockPersonAsync(person, cancel);
            db.Add(role);
            await db.SaveChangesAsync(cancel);
            var today = await db.Roles.Where(r => r.Id == role.Id).Today(db).SingleAsync(cancel);
            return new CreatedRecord<RoleResponse>($"{path}/{role.Id}", RoleResponse.Of(today));
        }, cancel);
    }

    static async Task<Results<NoContent, NotFound>> EndAsync(IQueryable<Role> which, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await which.SingleOrDefaultAsync(cancel) is not { } role) return TypedResults.NotFound();
        ifMatch.Claim(role);
        db.Remove(role);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }

    /// <summary>Waits for what has not arrived yet, so it comes before any lock.</summary>
    static async Task RequireHolderAsync(Role role, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (role.OrganisationId is { } organisation) await db.OrganisationCopies.WaitAsync(o => o.Id == organisation, "organisationId", cancel);
        if (role.PersonId is not { } person) return;
        await db.RequireNotErasedAsync(person, cancel);
        await db.PersonCopies.WaitAsync(p => p.Id == person, "personId", cancel);
    }
}
