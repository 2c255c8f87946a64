using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.WorkingGroups;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Roles;

/// <summary>The secretariat's own.</summary>
sealed class RoleRecord : SharedRecord<Role, Tenancy>
{
    public override string Name => "role";

    protected override void Map(EntityTypeBuilder<Role> role)
    {
        role.Property(r => r.Kind).HasConversion<KebabCase<RoleKind>>();
        role.HasOne<Session>().WithMany().HasForeignKey(r => r.SessionId).OnDelete(DeleteBehavior.Restrict);
        role.HasOne<WorkingGroup>().WithMany().HasForeignKey(r => r.WorkingGroupId).OnDelete(DeleteBehavior.Restrict);
        role.HasIndex(r => r.PersonId);
        role.HasIndex(r => new { r.SessionId, r.Kind }).IsUnique().HasDatabaseName("role_taken")
            .HasFilter("kind IN ('moderator', 'thematic-expert', 'rapporteur')");
        role.HasIndex(r => new { r.SessionId, r.WorkingGroupId, r.Kind, r.PersonId, r.OrganisationId }).IsUnique().AreNullsDistinct(false)
            .HasDatabaseName("role_held").HasFilter("name IS NULL");
    }

    protected override Told<Role>? Told => null;

    protected override Naming<Role>? Naming => new((all, people) => all.Where(r => r.PersonId != null && people.Contains(r.PersonId.Value)));

    protected override IQueryable<Role> Seen(Tenancy tenancy) => tenancy.Db.Roles.Where(_ => tenancy.Caller.IsSecretariat);

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => Never;

    protected override async Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Role> seen, CancellationToken cancel) =>
        (await seen.Today(tenancy.Db).ToListAsync(cancel)).Select(today => new Shown(today.Role.Id, RoleResponse.Of(today)));
}
