using System.Diagnostics;
using MassTransit;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications;
using MayorsMechanism.Notifications.Letters;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nomination = MayorsMechanism.Consultations.Nominations.Nomination;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>From a session that moves to letters: both services, their databases and the broker between them.</summary>
[Trait("Category", "Full"), Collection(nameof(Alone))]
public sealed class LetterChainTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int Sessions = 30;
    const int Each = 10;

    static readonly SessionBody Body = new(SessionKind.Thematic, new(2027, 6, 11), new() { ["en"] = "One of many" }, "America/Costa_Rica",
        Start: new(2027, 6, 11, 14, 0, 0, TimeSpan.Zero), Duration: TimeSpan.FromMinutes(90), Seats: Each);

    readonly ConsultationsService _consultations = new();
    readonly TemporaryFolder _pickup = new("mayors-letters-");
    WebApplicationFactory<NotificationsDbContext> _notifications = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _consultations.InitializeAsync();
        var database = await _consultations.NewDatabaseAsync("notifications");
        _notifications = new WebApplicationFactory<NotificationsDbContext>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:notifications-db", database).UseSetting("ConnectionStrings:rabbitmq", _consultations.Broker)
            .UseSetting("services:identity:http:0", TestTokens.IdentityAddress).UseSetting("PublicOrigin", TestTokens.Issuer).UseSetting("Mail:Pickup", _pickup.Path)
            .UseSetting("ProofKey", TestTokens.ProofKey));
        await _notifications.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Of_all_participants_those_of_the_session_that_moved_get_one_letter_and_nobody_else()
    {
        var watch = Stopwatch.StartNew();
        var consultation = (await _consultations.NewConsultationAsync()).Id;
        var seats = await FillAsync(Guid.Parse(consultation));
        var release = $"/api/v1/consultations/{consultation}/releases";
        await ReleaseAsync(release);
        await UntilAsync(async () => (await LettersAsync()).Count == seats.Count && (await LettersAsync()).All(IsDone), "invitations");
        output.WriteLine($"{seats.Count} seats, invited by letter: {watch.Elapsed.TotalSeconds:0} s");
        (await LettersAsync()).ShouldAllBe(letter => letter.Trigger == LetterTrigger.NominationConfirmed);

        var moved = seats.First().Value;
        var concerned = seats.Where(seat => seat.Value == moved).Select(seat => seat.Key).ToArray();
        watch.Restart();
        (await _consultations.Secretariat.PatchAsync($"/api/v1/sessions/{moved}", new { start = "2027-06-11T16:00:00Z" }, "*")).Code.ShouldBe(200);
        await ReleaseAsync(release);
        await UntilAsync(async () => (await NewsAsync()).Count >= Each && (await NewsAsync()).All(IsDone), "news");
        output.WriteLine($"moved, released and told by letter: {watch.Elapsed.TotalSeconds:0.0} s");
        await TellEverythingAgainAsync(seats.Keys);

        var letters = await LettersAsync();
        letters.Count.ShouldBe(seats.Count + Each);
        var news = await NewsAsync();
        news.Select(letter => letter.NominationId!.Value).ShouldBe(concerned, ignoreOrder: true);
        foreach (var letter in news)
        {
            var first = letters.Single(before => before.Id == letter.Follows);
            (Line(letter, "UID"), Line(letter, "SEQUENCE"), Line(first, "SEQUENCE")).ShouldBe((Line(first, "UID"), "SEQUENCE:1", "SEQUENCE:0"));
            File.Exists(Path.Combine(_pickup.Path, $"{letter.Id}.eml")).ShouldBeTrue();
        }

        async Task<List<Letter>> NewsAsync() => [.. (await LettersAsync()).Where(letter => letter.Trigger != LetterTrigger.NominationConfirmed)];
    }

    /// <summary>Each event that was told, under another message id; then one of which the letter tells that those before were dealt with.</summary>
    async Task TellEverythingAgainAsync(IEnumerable<Guid> nominations)
    {
        var known = nominations.ToHashSet();
        foreach (var told in _consultations.Elsewhere.Heard<NominationChanged>().Where(n => known.Contains(n.Id)).ToList()) await _consultations.Elsewhere.PublishAsync(told);
        var (_, late) = await _consultations.NewMayorAsync();
        var last = await _consultations.NewConfirmedAsync(await _consultations.NewSessionAsync(body: new
        {
            kind = "thematic", date = "2027-06-12", title = new { en = "The last" }, timeZone = "America/Costa_Rica", seats = 1,
        }), late);
        await UntilAsync(async () => (await LettersAsync(Guid.Parse(last.Id))).Count == 1, "the last");
        await Task.Delay(TimeSpan.FromSeconds(2), Token); // For those that were fetched together with it.
        await QueryAsync(db => db.Letters.Where(letter => letter.NominationId == Guid.Parse(last.Id)).ExecuteDeleteAsync(Token));
    }

    /// <summary>Sessions, people of one city, and their seats, each confirmed as the secretariat does it; which session by nomination.</summary>
    async Task<Dictionary<Guid, Guid>> FillAsync(Guid consultation)
    {
        var city = await _consultations.TellAsync(Registry.Organisation("A city", "municipality"));
        var people = Enumerable.Range(0, Sessions * Each).Select(i => Registry.Person(city.Id, $"Person {i}", $"person{i}@example.org")).ToArray();
        foreach (var person in people) await _consultations.Elsewhere.PublishAsync(person);
        await UntilAsync(() => _consultations.ReadAsync(async db => await db.PersonCopies.CountAsync(Token) == people.Length), "people");
        Dictionary<Guid, Guid> seats = [];
        await _consultations.ReadAsync(async db =>
        {
            for (var i = 0; i < Sessions; i++)
            {
                var session = new Session(consultation, Body);
                db.Add(session);
                foreach (var person in people.Skip(i * Each).Take(Each))
                {
                    var at = person.Positions[0];
                    var nomination = new Nomination(session.Id, at, new(person.Id, at.Id, at.OrganisationId), null);
                    db.Add(nomination);
                    seats.Add(nomination.Id, session.Id);
                }
            }
            return await db.SaveChangesAsync(Token);
        });
        await Parallel.ForEachAsync(seats.Keys, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (id, _) =>
            (await _consultations.Secretariat.PostAsync($"/api/v1/nominations/{id}/confirm", ifMatch: "*")).Code.ShouldBe(200));
        return seats;
    }

    async Task ReleaseAsync(string path) => await ConsultationsService.Created(_consultations.Secretariat.PostAsync(path, new { changelog = new { en = "New" } }));

    static bool IsDone(Letter letter) => letter.State is LetterState.Sent or LetterState.Recorded;

    static string Line(Letter letter, string property) => letter.Calendar!.Split("\r\n").Single(line => line.StartsWith(property + ":", StringComparison.Ordinal));

    Task<List<Letter>> LettersAsync(Guid? nomination = null) => QueryAsync(db =>
        db.Letters.AsNoTracking().Where(letter => nomination == null || letter.NominationId == nomination).ToListAsync(Token));

    async Task<T> QueryAsync<T>(Func<NotificationsDbContext, Task<T>> query)
    {
        await using var scope = _notifications.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }

    static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(4); !await holds();)
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue($"{what} take too long");
            await Task.Delay(500, Token);
        }
    }

    /// <summary>It takes all the machine has; others measure how long they wait.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    public async ValueTask DisposeAsync()
    {
        await _notifications.DisposeAsync();
        await _consultations.DisposeAsync();
        _pickup.Dispose();
    }
}
