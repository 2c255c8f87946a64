using System.Globalization;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Warnings;

/// <summary>What there is to mend about a session's nominations, as they are now.</summary>
static class PlanningWarnings
{
    static readonly TimeSpan Wakes = TimeSpan.FromHours(6);
    static readonly TimeSpan Sleeps = TimeSpan.FromHours(22);

    /// <summary>By nomination; those that are declined, withdrawn or over have none.</summary>
    public static async Task<ILookup<Guid, Warning>> OfNominationsAsync(Guid session, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var known = await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == session, cancel);
        return OfNominations(await Scene.ReadAsync(known, tenancy, db, cancel));
    }

    public static async Task<SessionWarnings> OfSessionAsync(Session session, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var scene = await Scene.ReadAsync(session, tenancy, db, cancel);
        return new(session.Id, [.. OfSlots(scene)], [.. OfNominations(scene).Select(about => new NominationWarnings(about.Key, [.. about]))]);
    }

    static ILookup<Guid, Warning> OfNominations(Scene scene) =>
        scene.Nominees.Where(nominee => nominee.Nomination.IsLive)
            .SelectMany(nominee => About(nominee, scene).Select(warning => (nominee.Nomination.Id, Warning: warning)))
            .Concat(BeyondSeats(scene)).Concat(BeyondCalls(scene))
            .ToLookup(about => about.Id, about => about.Warning);

    static IEnumerable<Warning> About(NominationToday nominee, Scene scene) =>
    [
        .. scene.Elsewhere[nominee.Person].Select(other => new Warning(WarningCode.DoubleBooked, other.Id, other.SessionId)),
        .. OfHours(nominee, scene), .. OfLanguages(nominee, scene), .. OfPosition(nominee, scene), .. OfMandate(nominee, scene),
        .. OfDuplicates(nominee, scene),
    ];

    /// <summary>On the person's clock: no zone is guessed, for a country may have many and a mayor may travel.</summary>
    static IEnumerable<Warning> OfHours(NominationToday nominee, Scene scene)
    {
        if (scene.Facts.Time is not { From: var start, To: var end }) yield break;
        var entered = scene.Availabilities[nominee.Person].ToList();
        if (entered.Count > 0 && !entered.Exists(availability => availability.Allows(start, end))) yield return new(WarningCode.NotAvailable);
        if ((nominee.Nomination.TimeZone ?? entered.FirstOrDefault()?.TimeZone) is not { } id) yield break;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var (from, to) = (TimeZoneInfo.ConvertTime(start, zone).DateTime, TimeZoneInfo.ConvertTime(end, zone).DateTime);
        if (from.TimeOfDay >= Wakes && to.TimeOfDay <= Sleeps && from.Date == to.Date) yield break;
        yield return new(WarningCode.OutsideWakingHours, LocalStart: from.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
    }

    static IEnumerable<Warning> OfLanguages(NominationToday nominee, Scene scene)
    {
        var spoken = scene.People[nominee.Person].SelectMany(person => person.Languages).Select(Primary).ToHashSet();
        if (spoken.Count > 0 && scene.Facts.Languages.Length > 0 && !scene.Facts.Languages.Select(Primary).Any(spoken.Contains))
        {
            yield return new(WarningCode.NoSharedLanguage);
        }
    }

    static IEnumerable<Warning> OfPosition(NominationToday nominee, Scene scene)
    {
        var (records, day) = (scene.People[nominee.Person].ToList(), scene.Facts.Date);
        var position = records.Select(record => record.Position(nominee.Nomination.PositionId)).FirstOrDefault(position => position is not null);
        if (records.Count > 0 && (position is null || position.From > day || position.To < day)) yield return new(WarningCode.PositionEnded);
    }

    static IEnumerable<Warning> OfMandate(NominationToday nominee, Scene scene)
    {
        var nomination = nominee.Nomination;
        if (nomination.MandateId is not { } id)
        {
            if (nominee.Affiliation is { } affiliation && affiliation != nominee.OnBehalfOf) yield return new(WarningCode.MandateMissing);
        }
        else if (scene.Mandates[id] is var today && !(today.Mandate.IsValidOn(scene.Facts.Date) && today.Mandate.Covers(scene.Session, scene.Facts.ThemeId, scene.Cycle)
            && today.IsFor(nominee.OnBehalfOf, nomination.NominatedBy)))
        {
            yield return new(WarningCode.MandateNotValid);
        }
    }

    static IEnumerable<Warning> OfDuplicates(NominationToday nominee, Scene scene) =>
        scene.ByPerson[nominee.Person].Concat(nominee.PersonName is { } name ? scene.ByName[NameKey.Of(name)] : []).Distinct()
            .Where(other => other != nominee)
            .Select(other => new Warning(WarningCode.PossibleDuplicate, other.Nomination.Id));

    /// <summary>Of those who wait for a seat the ones for whom none is left. Alternates are meant to wait.</summary>
    static IEnumerable<(Guid Id, Warning Warning)> BeyondSeats(Scene scene) => scene.Nominees
        .Where(nominee => nominee.Nomination is { State: NominationState.Proposed, AlternateRank: null })
        .Skip(Math.Max(0, scene.Facts.Seats - scene.Seated))
        .Select(nominee => (nominee.Nomination.Id, new Warning(WarningCode.BeyondSeats, Number: scene.Facts.Seats)));

    static IEnumerable<(Guid Id, Warning Warning)> BeyondCalls(Scene scene) => scene.Nominees
        .Where(nominee => nominee.Nomination is { AlternateRank: null, IsLive: true })
        .GroupBy(nominee => nominee.Nomination.NominatedBy)
        .SelectMany(made => made.Key is { } network && scene.Calls.GetValueOrDefault(network) is { } call
            ? made.Skip(call.Seats).Select(nominee => (nominee.Nomination.Id, new Warning(WarningCode.BeyondCall, Number: call.Seats)))
            : []);

    static IEnumerable<Warning> OfSlots(Scene scene)
    {
        if (scene.Facts.Duration is not { } length) yield break;
        var beyond = scene.MinutesPlanned - (int)length.TotalMinutes;
        if (beyond > 0) yield return new(WarningCode.SlotsBeyondDuration, Number: beyond);
    }

    static string Primary(string tag) => tag.Split('-')[0];
}
