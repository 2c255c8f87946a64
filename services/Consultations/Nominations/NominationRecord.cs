using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>A network sees those it made and those of its people, in sessions that it sees.</summary>
sealed class NominationRecord : SharedRecord<Nomination, Tenancy>
{
    public override string Name => "nomination";

    protected override void Map(EntityTypeBuilder<Nomination> nomination)
    {
        nomination.Property(n => n.State).HasConversion<KebabCase<NominationState>>();
        nomination.HasOne<Mandate>().WithMany().HasForeignKey(n => n.MandateId).OnDelete(DeleteBehavior.Restrict);
        nomination.Property(n => n.Told).AsJson();
        nomination.HasOne<Session>().WithMany().HasForeignKey(n => n.SessionId).OnDelete(DeleteBehavior.Restrict);
        nomination.Property(n => n.Recorded).AsJson();
        nomination.HasIndex(n => n.PersonId);
        nomination.HasIndex(n => n.CalendarFor);
        nomination.HasIndex(n => n.SessionId);
        nomination.HasIndex(n => new { n.SessionId, n.PersonId }).IsUnique().HasDatabaseName("already_nominated")
            .HasFilter("state NOT IN ('declined', 'withdrawn')");
        nomination.HasIndex(n => new { n.SessionId, n.NominatedBy, n.AlternateRank }).IsUnique().AreNullsDistinct(false)
            .HasDatabaseName("alternate_rank_taken").HasFilter("state = 'proposed' AND alternate_rank IS NOT NULL");
    }

    protected override Told<Nomination>? Told => new(TellAsync, typeof(NominationChanged));

    // Who leaves a seat is for the consumer, which holds its session.
    protected override Naming<Nomination>? Naming => new(
        (all, people) => all.Where(n => people.Contains(n.PersonId) || (n.CalendarFor != null && people.Contains(n.CalendarFor.Value))),
        (nomination, _) => nomination.ForgetCalendar());

    static async Task<IRecordEvent> TellAsync(DbContext db, Nomination n, long version, CancellationToken cancel)
    {
        var session = (await db.FindAsync<Session>([n.SessionId], cancel))!;
        var consultation = (await db.FindAsync<Consultation>([session.ConsultationId], cancel))!;
        var told = n.Told?.Facts ?? session.Announced;
        return new NominationChanged
        {
            Id = n.Id,
            Version = version,
            SessionId = n.SessionId,
            ConsultationId = consultation.Id,
            PersonId = n.PersonId,
            OnBehalfOf = n.OnBehalfOf,
            NominatedBy = n.NominatedBy,
            State = KebabCase.Of(n.State),
            Answered = n.AnsweredAt is not null,
            Consultation = consultation.Name,
            Session = told.Title,
            Date = told.Date,
            Start = told.Start,
            TimeZone = told.TimeZone,
            Sequence = n.Told?.Sequence ?? 0,
            SessionCancelled = n is { State: NominationState.Withdrawn, Reason: Nomination.SessionCancelled },
            Calendar = n.Calendar,
            CalendarFor = n.CalendarFor,
            Title = n.Title,
            NameAsPrinted = n.NameAsPrinted,
        };
    }

    protected override IQueryable<Nomination> Seen(Tenancy tenancy) => tenancy.Nominations;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => AmongAsync(Once(tenancy), unseen, cancel);

    static IQueryable<Nomination> Once(Tenancy tenancy) => tenancy.Db.Nominations.Where(n => SessionRecord.Once(tenancy).Any(s => s.Id == n.SessionId)
        && (n.NominatedBy == tenancy.Network || ConsultationsDbContext.IsOurs(n.PersonId, tenancy.Network, tenancy.Days)
            || tenancy.Moves.Any(move => move.RootId == n.Id)));

    protected override async Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Nomination> seen, CancellationToken cancel) =>
        (await seen.Today(tenancy.Db).ToListAsync(cancel)).Select(n => new Shown(n.Nomination.Id, NominationResponse.For(tenancy.Caller, n)));

    protected override Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel) =>
        page.ThroughAsync<Nomination, Session>(n => n.SessionId, cancel);
}
