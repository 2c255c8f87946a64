using System.Diagnostics;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Three hundred sessions with ten people each.</summary>
public sealed class LargeReleaseTests(ConsultationsService service)
{
    const int Sessions = 300;
    const int Each = 10;

    static readonly SessionBody Body = new(SessionKind.Thematic, new(2027, 6, 11), new() { ["en"] = "One of many" }, "America/Costa_Rica",
        Start: new(2027, 6, 11, 14, 0, 0, TimeSpan.Zero), Duration: TimeSpan.FromMinutes(90), Seats: Each);

    [Fact]
    public async Task Of_three_thousand_participants_only_those_of_the_session_that_moved_are_told_and_once()
    {
        var consultation = await service.NewConsultationAsync();
        var city = await service.TellAsync(Registry.Organisation("A city", "municipality"));
        var people = Enumerable.Range(0, Each).Select(_ => Registry.Person(city.Id, "Ana Souza", "ana@example.org")).ToArray();
        foreach (var person in people) await service.TellAsync(person);
        var watch = Stopwatch.StartNew();
        var seats = await FillAsync(Guid.Parse(consultation.Id), people);
        var filling = watch.Elapsed;
        var release = $"/api/v1/consultations/{consultation.Id}/releases";

        await ReleaseAsync(release);
        (await ToldAnewAsync(seats.Keys)).ShouldBeEmpty("all were told so already");

        var moved = seats.First().Value;
        await service.Secretariat.PatchAsync($"/api/v1/sessions/{moved}", new { start = "2027-06-11T16:00:00Z" }, "*");
        await ReleaseAsync(release);
        var concerned = seats.Where(seat => seat.Value == moved).Select(seat => seat.Key).ToHashSet();
        foreach (var id in concerned) await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.Sequence == 1);
        (await ToldAnewAsync(seats.Keys)).ShouldBe(concerned, ignoreOrder: true);

        var all = Guid.Parse(consultation.Id);
        await service.ReadAsync(db => db.Sessions.Where(s => s.ConsultationId == all).ExecuteUpdateAsync(set => set.SetProperty(s => s.Duration, TimeSpan.FromHours(2))));
        (await ReleaseAsync(release)).ShouldBeLessThan(5 * filling, "a round trip for each would take longer than to write them all at once");
        (await ToldAnewAsync(seats.Keys)).Count.ShouldBe(Sessions * Each);
    }

    Task<List<Guid>> ToldAnewAsync(IEnumerable<Guid> nominations) =>
        service.ReadAsync(db => db.Nominations.Where(n => nominations.Contains(n.Id) && n.Version > 1).Select(n => n.Id).ToListAsync());

    /// <summary>The sessions and their seats as confirmations leave them; which session by nomination.</summary>
    Task<Dictionary<Guid, Guid>> FillAsync(Guid consultation, PersonChanged[] people) => service.ReadAsync(async db =>
    {
        Dictionary<Guid, Guid> seats = [];
        for (var i = 0; i < Sessions; i++)
        {
            var session = new Session(consultation, Body);
            db.Add(session);
            foreach (var person in people)
            {
                var nomination = new Nomination(session.Id, person.Positions[0], new(person.Id, person.Positions[0].Id, person.Positions[0].OrganisationId), null);
                nomination.Confirm(new(new(session.Facts, 0, DateTimeOffset.UtcNow), null, null));
                db.Add(nomination);
                seats.Add(nomination.Id, session.Id);
            }
        }
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return seats;
    });

    async Task<TimeSpan> ReleaseAsync(string path)
    {
        var watch = Stopwatch.StartNew();
        var answer = await service.Secretariat.PostAsync(path, new { changelog = new { en = "New" } });
        answer.Code.ShouldBe(201, answer.ToString());
        return watch.Elapsed;
    }
}
