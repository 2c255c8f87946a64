using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Consultations.Departures;
using MayorsMechanism.Consultations.Consultations.Selection;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Documents;
using MayorsMechanism.Consultations.Releases;
using MayorsMechanism.Consultations.Roles;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.WorkingGroups;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations;

/// <summary>How what belongs to the planning of a consultation is stored.</summary>
static class PlanningModel
{
    public static void ConfigurePlanning(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Cycle>(cycle =>
        {
            cycle.Property(c => c.Themes).HasConversion<AsJson<Theme[]>>(AsJson<Theme[]>.Comparer).HasColumnType("jsonb");
            cycle.Property(c => c.Summit).HasConversion<AsJson<Summit>>(AsJson<Summit>.Comparer).HasColumnType("jsonb");
        });
        modelBuilder.Entity<Consultation>(consultation =>
        {
            consultation.Property(c => c.State).HasConversion<KebabCase<ConsultationState>>();
            consultation.Property(c => c.Template).HasConversion<KebabCase<ConsultationTemplate>>();
            consultation.HasOne<Cycle>().WithMany().HasForeignKey(c => c.CycleId).OnDelete(DeleteBehavior.Restrict);
            consultation.Property(c => c.Kind).HasConversion<KebabCase<ConsultationKind>>().WithRowsBefore("'regional-consultation'");
            consultation.Property(c => c.SignOffs).HasConversion<AsJson<SignOff[]>>(AsJson<SignOff[]>.Comparer).HasColumnType("jsonb").WithRowsBefore("'[]'");
            consultation.Property(c => c.CoHosts).WithRowsBefore("'{}'");
            consultation.Property(c => c.InvitedProcesses).WithRowsBefore("'{}'");
            consultation.Property(c => c.Themes).WithRowsBefore("'{}'");
            consultation.HasOne<WorkingGroup>().WithMany().HasForeignKey(c => c.WorkingGroupId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<ExceptionRecord>(agreed =>
        {
            agreed.Property(e => e.Recorded).HasConversion<AsJson<RecordedAnswer>>(AsJson<RecordedAnswer>.Comparer).HasColumnType("jsonb");
            agreed.HasOne<Consultation>().WithMany().HasForeignKey(e => e.ConsultationId).OnDelete(DeleteBehavior.Restrict);
            agreed.HasIndex(e => new { e.ConsultationId, e.Departure }).IsUnique().HasDatabaseName("exception_recorded");
        });
        modelBuilder.Entity<Document>(document =>
        {
            document.HasFile();
            document.HasOne<Consultation>().WithMany().HasForeignKey(d => d.ConsultationId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<Session>(session =>
        {
            session.Property(s => s.Kind).HasConversion<KebabCase<SessionKind>>();
            session.Property(s => s.State).HasConversion<KebabCase<SessionState>>();
            session.Property(s => s.Title).HasConversion<AsJson<Dictionary<string, string>>>(AsJson<Dictionary<string, string>>.Comparer).HasColumnType("jsonb");
            session.Property(s => s.Released).HasConversion<AsJson<ReleasedSession>>(AsJson<ReleasedSession>.Comparer).HasColumnType("jsonb");
            session.Property(s => s.ReleasedState).HasConversion<KebabCase<SessionState>>();
            session.Property(s => s.JoiningLinks).HasConversion<AsJson<Dictionary<string, string>>>(AsJson<Dictionary<string, string>>.Comparer)
                .HasColumnType("jsonb").WithRowsBefore("'{}'");
            session.Ignore(s => s.Facts).Ignore(s => s.Announced);
            session.HasOne<Consultation>().WithMany().HasForeignKey(s => s.ConsultationId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<ScheduleRelease>(release =>
        {
            release.Property(r => r.Changelog).HasConversion<AsJson<Dictionary<string, string>>>(AsJson<Dictionary<string, string>>.Comparer).HasColumnType("jsonb");
            release.Property(r => r.Sessions).HasConversion<AsJson<ReleasedSession[]>>(AsJson<ReleasedSession[]>.Comparer).HasColumnType("jsonb");
            release.HasIndex(r => new { r.ConsultationId, r.Number }).IsUnique();
            release.HasOne<Consultation>().WithMany().HasForeignKey(r => r.ConsultationId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<Role>(ConfigureRole);
    }

    /// <summary>What rows have that an earlier release wrote, or still writes while this one starts. Ours say what they have.</summary>
    public static void WithRowsBefore<T>(this PropertyBuilder<T> property, string sql) => property.HasDefaultValueSql(sql).ValueGeneratedNever();

    static void ConfigureRole(EntityTypeBuilder<Role> role)
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
}
