using System.Globalization;
using MayorsMechanism.Consultations.Nominations;

namespace MayorsMechanism.Consultations.Warnings;

/// <summary>What there is to mend about a session's nominations, as they are now.</summary>
static class PlanningWarnings
{
    static readonly TimeSpan Wakes = TimeSpan.FromHours(6);
    static readonly TimeSpan Sleeps = TimeSpan.FromHours(22);

    /// <summary>By nomination; those that are declined, withdrawn or over have none.</summary>
    public static async Task<ILookup<Guid, Warning>> OfNominationsAsync(Stage stage, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        OfNominations(await Scene.ReadAsync(stage, _ => true, tenancy, db, cancel), _ => true);

    public static async Task<IEnumerable<Warning>> OfNominationAsync(Nomination nomination, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!nomination.IsLive || await Stage.FindAsync(nomination.SessionId, tenancy, db, cancel) is not { } stage) return [];
        bool IsIt(Nominee nominee) => nominee.Nomination.Id == nomination.Id;
        return OfNominations(await Scene.ReadAsync(stage, IsIt, tenancy, db, cancel), IsIt)[nomination.Id];
    }

    public static async Task<SessionWarnings> OfSessionAsync(Stage stage, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var scene = await Scene.ReadAsync(stage, _ => true, tenancy, db, cancel);
        return new(stage.Session.Id, [.. OfSlots(scene)], [.. OfNominations(scene, _ => true).Select(about => new NominationWarnings(about.Key, [.. about]))]);
    }

    static ILookup<Guid, Warning> OfNominations(Scene scene, Func<Nominee, bool> wanted) =>
        scene.Nominees.Where(nominee => nominee.Nomination.IsLive && wanted(nominee))
            .SelectMany(nominee => About(nominee, scene).Select(warning => (nominee.Nomination.Id, Warning: warning)))
            .Concat(BeyondSeats(scene)).Concat(BeyondCalls(scene))
            .ToLookup(about => about.Id, about => about.Warning);

    static IEnumerable<Warning> About(Nominee nominee, Scene scene) =>
    [
        .. scene.Elsewhere[nominee.Today.Person].Select(other => new Warning(WarningCode.DoubleBooked, other.Id, other.SessionId)),
        .. OfHours(nominee, scene), .. OfLanguages(nominee, scene), .. OfPosition(nominee, scene), .. OfMandate(nominee, scene),
        .. OfDuplicates(nominee, scene),
    ];

    /// <summary>On the person's clock: no zone is guessed, for a country may have many and a mayor may travel.</summary>
    static IEnumerable<Warning> OfHours(Nominee nominee, Scene scene)
    {
        if (scene.Facts.Time is not { From: var start, To: var end }) yield break;
        var entered = scene.Availabilities[nominee.Today.Person].ToList();
        if (entered.Count > 0 && !entered.Exists(availability => availability.Allows(start, end))) yield return new(WarningCode.NotAvailable);
        if ((nominee.Nomination.TimeZone ?? entered.FirstOrDefault()?.TimeZone) is not { } id) yield break;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var (from, to) = (TimeZoneInfo.ConvertTime(start, zone).DateTime, TimeZoneInfo.ConvertTime(end, zone).DateTime);
        if (from.TimeOfDay >= Wakes && to.TimeOfDay <= Sleeps && from.Date == to.Date) yield break;
        yield return new(WarningCode.OutsideWakingHours, LocalStart: from.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
    }

    static IEnumerable<Warning> OfLanguages(Nominee nominee, Scene scene)
    {
        var spoken = scene.People[nominee.Today.Person].SelectMany(person => person.Languages).Select(Primary).ToHashSet();
        if (spoken.Count > 0 && scene.Facts.Languages.Length > 0 && !scene.Facts.Languages.Select(Primary).Any(spoken.Contains))
        {
            yield return new(WarningCode.NoSharedLanguage);
        }
    }

    static IEnumerable<Warning> OfPosition(Nominee nominee, Scene scene)
    {
        var (records, day) = (scene.People[nominee.Today.Person].ToList(), scene.Facts.Date);
        var position = records.Select(record => record.Position(nominee.Nomination.PositionId)).FirstOrDefault(position => position is not null);
        if (records.Count > 0 && (position is null || position.From > day || position.To < day)) yield return new(WarningCode.PositionEnded);
    }

    static IEnumerable<Warning> OfMandate(Nominee nominee, Scene scene)
    {
        if (nominee.Backing is not { } backing)
        {
            if (nominee.Today.Affiliation is { } affiliation && affiliation != nominee.Today.OnBehalfOf) yield return new(WarningCode.MandateMissing);
        }
        else if (!(backing.Mandate.IsValidOn(scene.Facts.Date) && backing.Mandate.Covers(scene.Stage.Session, scene.Facts.ThemeId, scene.Stage.Cycle)
            && backing.IsFor(nominee.Today.OnBehalfOf, nominee.Nomination.NominatedBy)))
        {
            yield return new(WarningCode.MandateNotValid);
        }
    }

    static IEnumerable<Warning> OfDuplicates(Nominee nominee, Scene scene) =>
        scene.ByPerson[nominee.Today.Person].Concat(nominee.Today.PersonName is { } name ? scene.ByName[NameKey.Of(name)] : []).Distinct()
            .Where(other => other != nominee)
            .Select(other => new Warning(WarningCode.PossibleDuplicate, other.Nomination.Id));

    /// <summary>Of those who wait for a seat the ones for whom none is left. Alternates are meant to wait.</summary>
    static IEnumerable<(Guid Id, Warning Warning)> BeyondSeats(Scene scene) => scene.Nominees
        .Where(nominee => nominee.Nomination is { State: NominationState.Proposed, AlternateRank: null })
        .Skip(Math.Max(0, scene.Facts.Seats - scene.Stage.Seated))
        .Select(nominee => (nominee.Nomination.Id, new Warning(WarningCode.BeyondSeats, Number: scene.Facts.Seats)));

    static IEnumerable<(Guid Id, Warning Warning)> BeyondCalls(Scene scene) => scene.Nominees
        .Where(nominee => nominee.Nomination is { AlternateRank: null, IsLive: true })
        .GroupBy(nominee => nominee.Nomination.NominatedBy)
        .SelectMany(made => made.First().Called is { } seats
            ? made.Skip(seats).Select(nominee => (nominee.Nomination.Id, new Warning(WarningCode.BeyondCall, Number: seats)))
            : []);

    static IEnumerable<Warning> OfSlots(Scene scene)
    {
        if (scene.Facts.Duration is not { } length) yield break;
        var beyond = scene.Stage.MinutesPlanned - (int)length.TotalMinutes;
        if (beyond > 0) yield return new(WarningCode.SlotsBeyondDuration, Number: beyond);
    }

    static string Primary(string tag) => tag.Split('-')[0];
}
