using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Sessions;

/// <summary>A network sees what was released, and what it knows somebody of; it is shown anew with its consultation.</summary>
sealed class SessionRecord : SharedRecord<Session, Tenancy>
{
    public override string Name => "session";

    protected override void Map(EntityTypeBuilder<Session> session)
    {
        session.Property(s => s.Kind).HasConversion<KebabCase<SessionKind>>();
        session.Property(s => s.State).HasConversion<KebabCase<SessionState>>();
        session.Property(s => s.Title).AsJson();
        session.Property(s => s.Released).AsJson();
        session.Property(s => s.ReleasedState).HasConversion<KebabCase<SessionState>>();
        session.Property(s => s.JoiningLinks).AsJson();
        session.Ignore(s => s.Facts).Ignore(s => s.Announced);
        session.HasOne<Consultation>().WithMany().HasForeignKey(s => s.ConsultationId).OnDelete(DeleteBehavior.Restrict);
    }

    protected override Told<Session>? Told => new(TellAsync, typeof(SessionChanged));

    protected override Naming<Session>? Naming => null;

    static Task<IRecordEvent> TellAsync(DbContext db, Session s, long version, CancellationToken cancel) =>
        Task.FromResult<IRecordEvent>(new SessionChanged
        {
            Id = s.Id,
            Version = version,
            ConsultationId = s.ConsultationId,
            Kind = KebabCase.Of(s.Kind),
            Title = s.Title,
            Date = s.Date,
            Start = s.Start,
            Duration = s.Duration,
            TimeZone = s.TimeZone,
            State = KebabCase.Of(s.State),
        });

    protected override IQueryable<Session> Seen(Tenancy tenancy) => tenancy.Sessions;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => AmongAsync(Once(tenancy), unseen, cancel);

    /// <summary>Released ones, and those that were there before anything was released: ids are in the order of time.</summary>
    public static IQueryable<Session> Once(Tenancy tenancy)
    {
        var db = tenancy.Db;
        return db.Sessions.Where(s => tenancy.Consultations.Any(c => c.Id == s.ConsultationId) && (s.ReleasedState != null
            || !db.ScheduleReleases.Any(r => r.ConsultationId == s.ConsultationId && r.Id < s.Id)
            || (s.State == SessionState.Cancelled && db.Nominations.Any(n => n.SessionId == s.Id
                && (n.NominatedBy == tenancy.Network || ConsultationsDbContext.IsOurs(n.PersonId, tenancy.Network, tenancy.Days)
                    || tenancy.Moves.Any(move => move.RootId == n.Id))))));
    }

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Session> seen, CancellationToken cancel) =>
        EachAsync(seen, s => SessionResponse.For(tenancy.Caller, s), cancel);

    protected override async Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel)
    {
        var (db, nominations) = (page.Reader.Db, page.Changed<Nomination>());
        var within = await page.ThroughAsync<Session, Consultation>(s => s.ConsultationId, cancel);
        if (nominations.Length == 0) return within;
        // A network sees a cancelled one through whom it knows there.
        var through = db.Nominations.Where(n => nominations.Contains(n.Id) && db.Sessions.Any(s => s.Id == n.SessionId && s.State == SessionState.Cancelled)).Select(n => n.SessionId);
        return within is null ? through : within.Concat(through);
    }
}
