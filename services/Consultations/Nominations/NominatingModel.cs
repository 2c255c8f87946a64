using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Balances;
using MayorsMechanism.Consultations.Calls;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Invitations;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>How nominations and what surrounds them are stored. Each unique index is named after its rule.</summary>
static class NominatingModel
{
    public static void ConfigureNominating(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Nomination>(nomination =>
        {
            nomination.Property(n => n.State).HasConversion<KebabCase<NominationState>>();
            nomination.HasOne<Mandate>().WithMany().HasForeignKey(n => n.MandateId).OnDelete(DeleteBehavior.Restrict);
            nomination.Property(n => n.Told).HasConversion<AsJson<Told>>(AsJson<Told>.Comparer).HasColumnType("jsonb");
            nomination.HasOne<Session>().WithMany().HasForeignKey(n => n.SessionId).OnDelete(DeleteBehavior.Restrict);
            nomination.Property(n => n.Recorded).HasConversion<AsJson<RecordedAnswer>>(AsJson<RecordedAnswer>.Comparer).HasColumnType("jsonb");
            nomination.HasIndex(n => n.PersonId);
            nomination.HasIndex(n => n.CalendarFor);
            nomination.HasIndex(n => n.SessionId);
            nomination.HasIndex(n => new { n.SessionId, n.PersonId }).IsUnique().HasDatabaseName("already_nominated")
                .HasFilter("state NOT IN ('declined', 'withdrawn')");
            nomination.HasIndex(n => new { n.SessionId, n.NominatedBy, n.AlternateRank }).IsUnique().AreNullsDistinct(false)
                .HasDatabaseName("alternate_rank_taken").HasFilter("state = 'proposed' AND alternate_rank IS NOT NULL");
        });
        modelBuilder.Entity<NominationCall>(call =>
        {
            call.Property(c => c.State).HasConversion<KebabCase<CallState>>();
            call.Property(c => c.Profile).HasConversion<AsJson<Dictionary<string, string>>>(AsJson<Dictionary<string, string>>.Comparer).HasColumnType("jsonb");
            call.HasOne<Session>().WithMany().HasForeignKey(c => c.SessionId).OnDelete(DeleteBehavior.Restrict);
            call.HasIndex(c => new { c.SessionId, c.NetworkId }).IsUnique().HasDatabaseName("already_called");
            call.HasIndex(c => c.NetworkId);
        });
        modelBuilder.Entity<Mandate>(mandate =>
        {
            mandate.Property(m => m.Document).HasConversion<AsJson<StoredFile>>(AsJson<StoredFile>.Comparer).HasColumnType("jsonb");
            mandate.HasIndex(m => m.PersonId);
            mandate.HasIndex(m => m.OrganisationId);
            mandate.HasIndex(m => m.EnteredBy);
        });
        modelBuilder.Entity<Availability>(availability =>
        {
            availability.Property(a => a.Intervals).HasConversion<AsJson<Interval[]>>(AsJson<Interval[]>.Comparer).HasColumnType("jsonb");
            availability.Property(a => a.ByPerson).WithRowsBefore("false");
            availability.HasOne<Consultation>().WithMany().HasForeignKey(a => a.ConsultationId).OnDelete(DeleteBehavior.Restrict);
            availability.HasIndex(a => new { a.ConsultationId, a.PersonId }).IsUnique().HasDatabaseName("availability_known");
            availability.HasIndex(a => a.PersonId);
        });
        modelBuilder.Entity<BalanceTarget>(target =>
        {
            target.Property(t => t.Dimension).HasConversion<KebabCase<Dimension>>();
            target.HasOne<Consultation>().WithMany().HasForeignKey(t => t.ConsultationId).OnDelete(DeleteBehavior.Restrict);
            target.HasOne<Cycle>().WithMany().HasForeignKey(t => t.CycleId).OnDelete(DeleteBehavior.Restrict);
            target.HasIndex(t => new { t.ConsultationId, t.CycleId, t.Dimension, t.Value }).IsUnique().AreNullsDistinct(false).HasDatabaseName("target_known");
        });
        modelBuilder.Entity<Invitation>(invitation =>
        {
            invitation.Property(i => i.State).HasConversion<KebabCase<InvitationState>>();
            invitation.Property(i => i.Recorded).HasConversion<AsJson<RecordedAnswer>>(AsJson<RecordedAnswer>.Comparer).HasColumnType("jsonb");
            invitation.HasOne<Consultation>().WithMany().HasForeignKey(i => i.ConsultationId).OnDelete(DeleteBehavior.Restrict);
            invitation.HasOne<Session>().WithMany().HasForeignKey(i => i.SessionId).OnDelete(DeleteBehavior.Restrict);
            invitation.HasIndex(i => new { i.ConsultationId, i.SessionId, i.OrganisationId }).IsUnique().AreNullsDistinct(false)
                .HasDatabaseName("already_invited").HasFilter("state <> 'withdrawn'");
            invitation.HasIndex(i => i.OrganisationId);
            invitation.HasIndex(i => i.ContactId);
        });
        modelBuilder.Entity<SpeakingSlot>(slot =>
        {
            slot.HasOne<Session>().WithMany().HasForeignKey(s => s.SessionId).OnDelete(DeleteBehavior.Restrict);
            slot.HasOne<Nomination>().WithMany().HasForeignKey(s => s.NominationId).OnDelete(DeleteBehavior.Restrict);
            slot.HasIndex(s => new { s.SessionId, s.Order }).IsUnique().HasDatabaseName("slot_order_taken");
            slot.HasIndex(s => s.NominationId).IsUnique().HasDatabaseName("speaks_already");
        });
    }
}
