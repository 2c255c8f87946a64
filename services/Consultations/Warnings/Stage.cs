using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Warnings;

/// <summary>A session and what is counted in it.</summary>
sealed class Stage
{
    public required Session Session { get; init; }
    public required Guid Cycle { get; init; }

    /// <summary>Seats that are taken, by whomever.</summary>
    public required int Seated { get; init; }

    /// <summary>Of all turns to speak that the caller sees.</summary>
    public required int MinutesPlanned { get; init; }

    /// <summary>Null when the caller sees no such session.</summary>
    public static Task<Stage?> FindAsync(Guid session, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var (seated, standing, slots) = (db.Nominations.Seated(), db.Nominations.Standing(), tenancy.Slots);
        return tenancy.Sessions.AsNoTracking().Where(s => s.Id == session).Select(s => new Stage
        {
            Session = s,
            Cycle = db.Consultations.Where(c => c.Id == s.ConsultationId).Select(c => c.CycleId).First(),
            Seated = seated.Count(n => n.SessionId == s.Id),
            MinutesPlanned = slots.Where(slot => slot.SessionId == s.Id && standing.Any(n => n.Id == slot.NominationId)).Sum(slot => slot.MinutesPlanned),
        }).SingleOrDefaultAsync(cancel);
    }
}
