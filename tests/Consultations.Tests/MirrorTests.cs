using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Two networks follow the changes feed while everything moves that decides what they see.</summary>
public sealed class MirrorTests(ConsultationsService service, ITestOutputHelper output)
{
    const int Steps = 30;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_mirror_holds_what_the_network_sees_and_never_heard_of_anything_else(int seed)
    {
        var before = await service.ReadAsync(db => db.History.MaxAsync(entry => entry.Position, Token)) ?? 0;
        var world = await World.NewAsync(service, new Random(seed));
        var mirrors = world.Networks.Select(network => new Mirror(network.Api, world, $"{before}")).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            var done = await world.StepAsync();
            await service.SealedAsync();
            foreach (var mirror in mirrors)
            {
                await mirror.ReadAsync();
                var seen = await world.SeenAsync(mirror.Api);
                mirror.Compare(seen, $"seed {seed}, step {step}: {done}");
            }
            output.WriteLine($"{step}: {done}; {string.Join(", ", mirrors.Select(mirror => mirror.Count))} seen");
        }
        mirrors.Sum(mirror => mirror.Losses).ShouldBeGreaterThan(0, "a test in which nothing leaves the view shows nothing");
    }

    /// <summary>What a network's own system would keep.</summary>
    sealed class Mirror(ApiClient api, World world, string after)
    {
        readonly HashSet<string> _held = [], _seen = [], _heard = [];
        string _next = after;

        public ApiClient Api => api;
        public int Count => _held.Count;
        public int Losses { get; private set; }

        public async Task ReadAsync()
        {
            for (var more = true; more;)
            {
                var page = await api.GetAsync($"/api/v1/consultations/changes?after={_next}&limit=25");
                page.Code.ShouldBe(200, page.ToString());
                foreach (var change in page.Items) Take((string)change!["record"]!, (string)change["id"]!, (bool)change["gone"]!);
                (_next, more) = (page.Text("next"), (bool)page.Body!["more"]!);
            }
        }

        public void Compare(HashSet<string> seen, string when)
        {
            _seen.UnionWith(seen);
            _held.Order().ShouldBe(seen.Order(), when);
            _heard.Except(_seen).ShouldBeEmpty(when);
        }

        void Take(string record, string id, bool gone)
        {
            // Everybody sees sessions: those of other tests as well.
            if (record is "cycle" or "working-group" or "consultation" or "balance-target" || (record is "session" && !world.Has(id))) return;
            _heard.Add($"{record} {id}");
            if (!gone) _held.Add($"{record} {id}");
            else if (_held.Remove($"{record} {id}")) Losses++;
        }
    }

    /// <summary>Two consultations, people of three cities, and what may happen to them.</summary>
    sealed class World(ConsultationsService service, Random random)
    {
        readonly List<OrganisationChanged> _cities = [];
        readonly List<PersonChanged> _people = [];
        readonly List<ApiAnswer> _consultations = [], _sessions = [], _nominations = [], _calls = [], _mandates = [], _availabilities = [], _slots = [];

        public List<NetworkClient> Networks { get; } = [];

        public static async Task<World> NewAsync(ConsultationsService service, Random random)
        {
            var world = new World(service, random);
            for (var i = 0; i < 2; i++) world.Networks.Add(await service.NewNetworkAsync());
            for (var i = 0; i < 3; i++) world._cities.Add(await service.TellAsync(Registry.Organisation($"City {i}", "municipality", i < 2 ? world.Networks[i].Id : null)));
            for (var i = 0; i < 5; i++) world._people.Add(await service.TellAsync(Registry.Person(world._cities[i % 3].Id, $"Person {i}", "somebody@example.org")));
            for (var i = 0; i < 2; i++) world._consultations.Add(await service.NewConsultationAsync(open: i == 0));
            for (var i = 0; i < 4; i++) await AddAsync(world._sessions, service.NewSessionAsync(consultation: world._consultations[i % 2].Id));
            for (var i = 0; i < 8; i++) await world.NominateAsync();
            return world;
        }

        public async Task<string> StepAsync()
        {
            var (what, act) = One<(string, Func<Task<ApiAnswer?>>)>([
                ("session", () => AddAsync(_sessions, service.NewSessionAsync(consultation: One(_consultations).Id))), ("session", () => AddAsync(_sessions, service.NewSessionAsync(consultation: One(_consultations).Id))),
                ("open", () => GoAsync("consultations", _consultations, "open")), ("release", ReleaseAsync), ("cancel", () => GoAsync("sessions", _sessions, "cancel")),
                ("nominate", NominateAsync), ("nominate", NominateAsync), ("nominate", NominateAsync), ("confirm", () => GoAsync("nominations", _nominations, "confirm")),
                ("withdraw", () => GoAsync("nominations", _nominations, "withdraw")), ("call", CallAsync), ("end call", () => RemoveAsync("calls", _calls)),
                ("mandate", MandateAsync), ("end mandate", () => RemoveAsync("mandates", _mandates)), ("availability", AvailabilityAsync),
                ("end availability", () => RemoveAsync("availabilities", _availabilities)), ("slot", SlotAsync), ("end slot", () => RemoveAsync("slots", _slots)),
                ("invite", InviteAsync), ("join", JoinAsync), ("leave", LeaveAsync), ("move", MoveAsync), ("depart", DepartAsync), ("merge people", MergePeopleAsync),
                ("undo", UndoAsync), ("merge cities", MergeCitiesAsync), ("touch", TouchAsync), ("erase", EraseAsync)]);
            var answer = await act();
            answer?.Code.ShouldBeLessThan(500, answer.ToString());
            return $"{what} {answer?.Code}";
        }

        public bool Has(string session) => _sessions.Any(own => own.Id == session);

        /// <summary>Everything that a network's lists show.</summary>
        public async Task<HashSet<string>> SeenAsync(ApiClient api)
        {
            HashSet<string> seen = [];
            foreach (var consultation in _consultations)
            {
                await ListAsync("session", $"/api/v1/consultations/{consultation.Id}/sessions");
                await ListAsync("availability", $"/api/v1/consultations/{consultation.Id}/availabilities");
            }
            foreach (var session in _sessions)
            {
                await ListAsync("nomination", $"/api/v1/sessions/{session.Id}/nominations");
                await ListAsync("speaking-slot", $"/api/v1/sessions/{session.Id}/slots");
            }
            await ListAsync("call", "/api/v1/calls");
            await ListAsync("mandate", "/api/v1/mandates");
            await ListAsync("invitation", "/api/v1/invitations");
            return seen;

            async Task ListAsync(string record, string path)
            {
                var list = await api.GetAsync($"{path}?limit=70");
                if (list.Code == 200) seen.UnionWith(list.Items.Select(item => $"{record} {item!["id"]}"));
            }
        }

        /// <summary>Somebody who has or had a position.</summary>
        PersonChanged Seated() => One(_people.Where(person => person.Positions.Length > 0).ToList());

        T One<T>(IReadOnlyList<T> many) => many[random.Next(many.Count)];

        static async Task<ApiAnswer?> AddAsync(List<ApiAnswer> to, Task<ApiAnswer> creating)
        {
            var created = await creating;
            if (created.Code == 201) to.Add(created);
            return created;
        }

        async Task<ApiAnswer?> GoAsync(string records, List<ApiAnswer> among, string verb) =>
            among.Count == 0 ? null : await service.Secretariat.PostAsync($"/api/v1/{records}/{One(among).Id}/{verb}", ifMatch: "*");

        async Task<ApiAnswer?> RemoveAsync(string records, List<ApiAnswer> among) =>
            among.Count == 0 ? null : await service.Secretariat.DeleteAsync($"/api/v1/{records}/{One(among).Id}", "*");

        async Task<ApiAnswer?> ReleaseAsync() =>
            await service.Secretariat.PostAsync($"/api/v1/consultations/{One(_consultations).Id}/releases", new { changelog = new { en = "New" } });

        async Task<ApiAnswer?> NominateAsync() =>
            await AddAsync(_nominations, ConsultationsService.ProposeAsync(One([service.Secretariat, .. Networks.Select(n => n.Api)]), One(_sessions), Seated()));

        async Task<ApiAnswer?> CallAsync() => await AddAsync(_calls, service.Secretariat.PostAsync(
            $"/api/v1/sessions/{One(_sessions).Id}/calls", new { networkId = One(Networks).Id, seats = 1, deadline = "2099-01-01T00:00:00Z" }));

        Task<ApiAnswer?> MandateAsync()
        {
            var person = Seated();
            return AddAsync(_mandates, service.Secretariat.PostAsync("/api/v1/mandates", new { personId = person.Id, grantedBy = "Council", organisationId = person.Positions[0].OrganisationId }));
        }

        Task<ApiAnswer?> AvailabilityAsync() => AddAsync(_availabilities, service.Secretariat.PostAsync(
            $"/api/v1/consultations/{One(_consultations).Id}/availabilities", new { personId = One(_people).Id, timeZone = "America/Lima" }));

        async Task<ApiAnswer?> SlotAsync()
        {
            var nomination = One(_nominations);
            return await AddAsync(_slots, service.Secretariat.PostAsync(
                $"/api/v1/sessions/{nomination.Text("sessionId")}/slots", new { nominationId = nomination.Id, order = 1, minutesPlanned = 5 }));
        }

        async Task<ApiAnswer?> InviteAsync() => await service.Secretariat.PostAsync("/api/v1/invitations",
            new { consultationId = One(_consultations).Id, organisationId = One(_cities).Id, deadline = "2099-01-01T00:00:00Z" });

        Task<ApiAnswer?> JoinAsync() => CityAsync(One(_cities), city => city with { Memberships = [.. city.Memberships, new() { NetworkId = One(Networks).Id, Status = "confirmed" }] });

        Task<ApiAnswer?> LeaveAsync() => CityAsync(One(_cities), city => city with { Memberships = [.. city.Memberships.Select(m => m with { To = m.To ?? new(2020, 12, 31) })] });

        Task<ApiAnswer?> MoveAsync() => PersonAsync(One(_people), person => person with
        {
            Positions = [.. person.Positions.Select(at => at with { To = at.To ?? new(2020, 12, 31) }), Registry.Person(One(_cities).Id, "", null).Positions[0]],
        });

        Task<ApiAnswer?> DepartAsync() => PersonAsync(_people[^1], person => person with { Positions = [] });

        Task<ApiAnswer?> MergePeopleAsync() => PersonAsync(One(_people), person => person with { CanonicalId = person.Id == _people[0].Id ? null : _people[0].Id });

        Task<ApiAnswer?> UndoAsync() => PersonAsync(One(_people), person => person with { CanonicalId = null });

        Task<ApiAnswer?> MergeCitiesAsync() => CityAsync(_cities[2], city => city with { CanonicalId = city.CanonicalId is null ? _cities[random.Next(2)].Id : null });

        Task<ApiAnswer?> TouchAsync() => CityAsync(One(_cities), city => city);

        async Task<ApiAnswer?> CityAsync(OrganisationChanged city, Func<OrganisationChanged, OrganisationChanged> change)
        {
            var changed = change(city) with { Version = city.Version + 1 };
            _cities[_cities.IndexOf(city)] = await service.TellAsync(changed);
            return null;
        }

        async Task<ApiAnswer?> PersonAsync(PersonChanged person, Func<PersonChanged, PersonChanged> change)
        {
            var changed = change(person) with { Version = person.Version + 1 };
            _people[_people.IndexOf(person)] = await service.TellAsync(changed with { Status = changed.CanonicalId is null ? "active" : "merged" });
            return null;
        }

        /// <summary>Somebody else comes in their place.</summary>
        async Task<ApiAnswer?> EraseAsync()
        {
            var person = One(_people.Skip(1).ToList());
            await service.Elsewhere.PublishAsync(new PersonErased { Id = person.Id, Version = person.Version + 1 });
            await service.Elsewhere.HearAsync<PersonErasureCompleted>(receipt => receipt.PersonId == person.Id);
            _people[_people.IndexOf(person)] = await service.TellAsync(Registry.Person(One(_cities).Id, "Somebody else", "somebody@example.org"));
            return null;
        }
    }
}
