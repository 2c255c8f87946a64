using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>A network sees those of itself and of its members.</summary>
sealed class InvitationRecord : SharedRecord<Invitation, Tenancy>
{
    public override string Name => "invitation";

    protected override void Map(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.Property(i => i.State).HasConversion<KebabCase<InvitationState>>();
        invitation.Property(i => i.Recorded).AsJson();
        invitation.HasOne<Consultation>().WithMany().HasForeignKey(i => i.ConsultationId).OnDelete(DeleteBehavior.Restrict);
        invitation.HasOne<Session>().WithMany().HasForeignKey(i => i.SessionId).OnDelete(DeleteBehavior.Restrict);
        invitation.HasIndex(i => new { i.ConsultationId, i.SessionId, i.OrganisationId }).IsUnique().AreNullsDistinct(false)
            .HasDatabaseName("already_invited").HasFilter("state <> 'withdrawn'");
        invitation.HasIndex(i => i.OrganisationId);
        invitation.HasIndex(i => i.ContactId);
    }

    protected override Told<Invitation>? Told => new(TellAsync, typeof(InvitationChanged));

    protected override Naming<Invitation>? Naming => new(
        (all, people) => all.Where(i => (i.ContactId != null && people.Contains(i.ContactId.Value)) || (i.AnsweredBy != null && people.Contains(i.AnsweredBy.Value))),
        (invitation, people) => invitation.Forget(people));

    static async Task<IRecordEvent> TellAsync(DbContext db, Invitation i, long version, CancellationToken cancel)
    {
        var consultation = (await db.FindAsync<Consultation>([i.ConsultationId], cancel))!;
        var organisation = await db.FindAsync<OrganisationCopy>([i.OrganisationId], cancel);
        var session = i.SessionId is { } id ? (await db.FindAsync<Session>([id], cancel))!.Announced : null;
        return new InvitationChanged
        {
            Id = i.Id,
            Version = version,
            ConsultationId = i.ConsultationId,
            SessionId = i.SessionId,
            OrganisationId = i.OrganisationId,
            State = KebabCase.Of(i.State),
            Deadline = i.Deadline,
            Reminders = i.Reminders,
            Consultation = consultation.Name,
            Session = session?.Title,
            Date = session?.Date,
            ContactId = i.ContactId,
            Organisation = organisation?.Name,
            Start = session?.Start,
            TimeZone = session?.TimeZone,
            SessionCancelled = session?.State is SessionState.Cancelled,
        };
    }

    protected override IQueryable<Invitation> Seen(Tenancy tenancy) => tenancy.Invitations;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => AmongAsync(tenancy.Db.Invitations.Where(i =>
        ConsultationsDbContext.IsMember(i.OrganisationId, tenancy.Network, tenancy.Today) || tenancy.Moves.Any(move => move.RootId == i.Id)), unseen, cancel);

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Invitation> seen, CancellationToken cancel) =>
        EachAsync(seen, i => InvitationResponse.For(tenancy.Caller, i), cancel);

    protected override Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel) =>
        page.ThroughAsync<Invitation, Consultation>(i => i.ConsultationId, cancel);
}
