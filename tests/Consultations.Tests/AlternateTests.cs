using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Who takes a seat that became free.</summary>
public sealed class AlternateTests(ConsultationsService service)
{
    [Theory]
    [InlineData("decline")]
    [InlineData("withdraw")]
    public async Task When_somebody_with_a_seat_leaves_the_first_in_rank_of_the_same_nominator_gets_it(string verb)
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync(seats: 1);
        var seated = await service.GoAsync(await ProposeAsync(session, network), "confirm");
        var ofMechanism = await ProposeAsync(session, null, rank: 1);
        var second = await ProposeAsync(session, network, rank: 2);
        var first = await ProposeAsync(session, network, rank: 1);

        await service.GoAsync(seated, verb);

        var moved = await ReadAsync(first);
        (moved.Text("state"), moved.Text("replaces"), moved.Body!["alternateRank"]).ShouldBe(("confirmed", seated.Id, null));
        (await ReadAsync(second)).Text("state").ShouldBe("proposed");
        var id = Guid.Parse(first.Id);
        (await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.State == "confirmed")).Calendar!.ShouldContain("METHOD:REQUEST");

        // The network's own come first, the Mechanism's when there is none left.
        await service.GoAsync(await ReadAsync(first), verb);
        await service.GoAsync(await ReadAsync(second), verb);
        (await ReadAsync(ofMechanism)).Text("state").ShouldBe("confirmed");
    }

    [Fact]
    public async Task Two_seats_that_an_erasure_frees_at_once_are_not_both_one_person_s()
    {
        var session = await service.NewSessionAsync(seats: 2);
        List<PersonChanged> people = [];
        for (var i = 0; i < 5; i++) people.Add((await service.NewMayorAsync(name: $"Person {i}")).Mayor);
        foreach (var seated in people.Take(2)) await service.NewConfirmedAsync(session, seated);
        foreach (var (rank, person) in people.Skip(2).Index())
        {
            await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/sessions/{session.Id}/nominations",
                new { personId = person.Id, positionId = person.Positions[0].Id, onBehalfOf = person.Positions[0].OrganisationId, alternateRank = rank + 1 }));
        }
        await service.TellAsync(people[1] with { Version = 2, Status = "merged", CanonicalId = people[0].Id });
        await service.TellAsync(people[3] with { Version = 2, Status = "merged", CanonicalId = people[2].Id });

        await service.Elsewhere.PublishAsync(new PersonErased { Id = people[0].Id, Version = 9 });

        await service.Elsewhere.HearAsync<PersonErasureCompleted>(receipt => receipt.PersonId == people[0].Id);
        var seats = (await service.Secretariat.GetAsync($"/api/v1/sessions/{session.Id}/nominations")).Items.Where(n => $"{n!["state"]}" == "confirmed");
        seats.Select(n => $"{n!["personId"]}").ShouldBe([$"{people[2].Id}", $"{people[4].Id}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Nobody_moves_up_when_somebody_without_a_seat_leaves_or_the_session_is_cancelled_or_held()
    {
        var session = await service.NewSessionAsync(seats: 2);
        var proposed = await ProposeAsync(session, null);
        var alternate = await ProposeAsync(session, null, rank: 1);
        await service.GoAsync(proposed, "withdraw");
        (await ReadAsync(alternate)).Text("state").ShouldBe("proposed");

        var held = await service.GoAsync(session, "confirm");
        var seated = await service.GoAsync(await ProposeAsync(session, null), "confirm");
        await service.GoAsync(held, "hold");
        await service.GoAsync(seated, "absent");
        (await ReadAsync(alternate)).Text("state").ShouldBe("proposed");

        var cancelled = await service.NewSessionAsync(seats: 1);
        await service.GoAsync(await ProposeAsync(cancelled, null), "confirm");
        var waits = await ProposeAsync(cancelled, null, rank: 1);
        await service.GoAsync(cancelled, "cancel");
        (await ReadAsync(waits)).Text("state").ShouldBe("withdrawn");
    }

    [Fact]
    public async Task Whoever_sits_there_under_a_record_that_was_merged_since_does_not_move_up_and_the_next_one_does()
    {
        var session = await service.NewSessionAsync(seats: 2);
        var (city, mayor) = await service.NewMayorAsync();
        var leaves = await service.GoAsync(await ProposeAsync(session, null), "confirm");
        await service.NewConfirmedAsync(session, mayor);
        var other = await service.TellAsync(Registry.Person(city.Id, "A. Souza", null));
        var same = await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/sessions/{session.Id}/nominations",
            new { personId = other.Id, positionId = other.Positions[0].Id, onBehalfOf = city.Id, alternateRank = 1 }));
        var next = await ProposeAsync(session, null, rank: 2);
        await service.TellAsync(other with { Version = 2, Status = "merged", CanonicalId = mayor.Id });

        await service.GoAsync(leaves, "withdraw");

        ((await ReadAsync(same)).Text("state"), (await ReadAsync(next)).Text("state")).ShouldBe(("proposed", "confirmed"));
    }

    [Fact]
    public async Task An_erased_person_s_seat_goes_to_an_alternate_and_never_to_the_same_person_under_another_record()
    {
        var session = await service.NewSessionAsync(seats: 1);
        var (city, mayor) = await service.NewMayorAsync();
        var seated = await service.NewConfirmedAsync(session, mayor);
        var same = await service.TellAsync(Registry.Person(city.Id, "A. Souza", null));
        var again = await ProposeAsync(session, null, rank: 1, same);
        await service.TellAsync(same with { Version = 2, Status = "merged", CanonicalId = mayor.Id });
        var alternate = await ProposeAsync(session, null, rank: 2);

        await service.Elsewhere.PublishAsync(new PersonErased { Id = mayor.Id, Version = 8 });
        await service.Elsewhere.HearAsync<PersonErasureCompleted>(receipt => receipt.PersonId == mayor.Id);

        ((await ReadAsync(seated)).Text("state"), (await ReadAsync(again)).Text("state"), (await ReadAsync(alternate)).Text("state"))
            .ShouldBe(("withdrawn", "withdrawn", "confirmed"));
    }

    [Fact]
    public async Task Who_declines_is_not_brought_back_under_another_record()
    {
        var session = await service.NewSessionAsync(seats: 1);
        var (city, mayor) = await service.NewMayorAsync();
        var seated = await service.NewConfirmedAsync(session, mayor);
        var same = await service.TellAsync(Registry.Person(city.Id, "A. Souza", null));
        var again = await ProposeAsync(session, null, rank: 1, same);
        await service.TellAsync(same with { Version = 2, Status = "merged", CanonicalId = mayor.Id });
        var alternate = await ProposeAsync(session, null, rank: 2);

        await service.GoAsync(seated, "decline");

        ((await ReadAsync(again)).Text("state"), (await ReadAsync(alternate)).Text("state")).ShouldBe(("proposed", "confirmed"));
    }

    [Fact]
    public async Task Of_many_who_decline_at_once_through_two_replicas_each_is_followed_by_another_and_no_seat_is_filled_twice()
    {
        var session = await service.NewSessionAsync(seats: 6);
        var second = service.Client(TestTokens.Secretariat("nominations:write"), second: true);
        List<ApiAnswer> seated = [], alternates = [];
        foreach (var rank in Enumerable.Range(1, 6)) seated.Add(await service.GoAsync(await ProposeAsync(session, null), "confirm"));
        foreach (var rank in Enumerable.Range(1, 4)) alternates.Add(await ProposeAsync(session, null, rank));

        var answers = await Task.WhenAll(seated.Select((nomination, i) => (i % 2 == 0 ? service.Secretariat : second)
            .PostAsync($"/api/v1/nominations/{nomination.Id}/decline", ifMatch: nomination.ETag)));

        answers.ShouldAllBe(answer => answer.Code == 200);
        var moved = await Task.WhenAll(alternates.Select(ReadAsync));
        moved.ShouldAllBe(alternate => alternate.Text("state") == "confirmed" && alternate.ETag == "\"2\"");
        moved.Select(alternate => alternate.Text("replaces")).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Of_those_who_decline_are_withdrawn_and_are_erased_at_once_each_is_followed_by_another_alternate()
    {
        var session = await service.NewSessionAsync(seats: 6);
        var second = service.Client(TestTokens.Secretariat("nominations:write"), second: true);
        List<ApiAnswer> seated = [], alternates = [];
        foreach (var _ in Enumerable.Range(1, 6)) seated.Add(await service.GoAsync(await ProposeAsync(session, null), "confirm"));
        foreach (var rank in Enumerable.Range(1, 8)) alternates.Add(await ProposeAsync(session, null, rank));

        await Task.WhenAll(seated.Select((nomination, i) => (i % 3) switch
        {
            0 => OkAsync(service.Secretariat, nomination, "decline"),
            1 => OkAsync(second, nomination, "withdraw"),
            _ => service.Elsewhere.PublishAsync(new PersonErased { Id = Guid.Parse(nomination.Text("personId")!), Version = 9 }),
        }));

        await Eventually.IsAsync(async () => (await ConfirmedAsync()).Count >= 6);
        var moved = await ConfirmedAsync();
        moved.Select(alternate => alternate.Text("replaces")).ShouldBe(seated.Select(nomination => nomination.Id), ignoreOrder: true);
        moved.Select(alternate => alternate.Id).ShouldBe(alternates.Take(6).Select(alternate => alternate.Id), "in the order of their ranks");

        async Task<List<ApiAnswer>> ConfirmedAsync() => [.. (await Task.WhenAll(alternates.Select(ReadAsync))).Where(alternate => alternate.Text("state") == "confirmed")];

        static async Task OkAsync(ApiClient client, ApiAnswer nomination, string verb) =>
            (await client.PostAsync($"/api/v1/nominations/{nomination.Id}/{verb}", ifMatch: nomination.ETag)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task An_alternate_who_is_confirmed_by_hand_while_a_seat_becomes_free_is_moved_once()
    {
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var session = await service.NewSessionAsync(seats: 2);
            var seated = await service.GoAsync(await ProposeAsync(session, null), "confirm");
            var alternate = await ProposeAsync(session, null, rank: 1);

            var (declined, confirmed) = (service.Secretariat.PostAsync($"/api/v1/nominations/{seated.Id}/decline", ifMatch: seated.ETag),
                service.Secretariat.PostAsync($"/api/v1/nominations/{alternate.Id}/confirm", ifMatch: alternate.ETag));

            (await declined).Code.ShouldBe(200);
            (await confirmed).Code.ShouldBeOneOf(200, 412);
            var now = await ReadAsync(alternate);
            (now.Text("state"), now.ETag).ShouldBe(("confirmed", "\"2\""));
        }
    }

    [Fact]
    public async Task Two_hundred_confirmed_at_once_fill_three_seats()
    {
        var session = await service.NewSessionAsync(seats: 3);
        var second = service.Client(TestTokens.Secretariat("nominations:write"), second: true);
        var proposed = await ProposeManyAsync(session, 200);

        var answers = await Task.WhenAll(proposed.Select((nomination, i) => (i % 2 == 0 ? service.Secretariat : second)
            .PostAsync($"{nomination.Location}/confirm", ifMatch: nomination.ETag)));

        answers.Count(answer => answer.Code == 200).ShouldBe(3);
        answers.Count(answer => answer.Rule == "session-full").ShouldBe(197);
    }

    [Fact]
    public async Task A_rank_is_given_once_to_each_nominator_in_a_session_and_by_each_anew()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync();
        await ProposeAsync(session, null, rank: 1);
        await ProposeAsync(session, network, rank: 1);
        var (_, mayor) = await service.NewMayorAsync(network.Id);

        (await service.Secretariat.GetAsync($"/api/v1/sessions?consultation={session.Text("consultationId")}")).Items.Single()!["proposed"]!.GetValue<int>()
            .ShouldBe(0, "they wait for somebody to leave, not to be confirmed");
        (await TryAsync(service.Secretariat, session, mayor, 1)).Rule.ShouldBe("alternate-rank-taken");
        (await TryAsync(network.Api, session, mayor, 1)).Rule.ShouldBe("alternate-rank-taken");
        (await TryAsync(network.Api, session, mayor, 0)).Body!["errors"]!["alternateRank"].ShouldNotBeNull();
        (await TryAsync(network.Api, session, mayor, 2)).Code.ShouldBe(201);
    }

    async Task<List<ApiAnswer>> ProposeManyAsync(ApiAnswer session, int count)
    {
        List<ApiAnswer> proposed = [];
        var city = await service.TellAsync(Registry.Organisation("A city", "municipality"));
        foreach (var _ in Enumerable.Range(0, count))
        {
            var mayor = Registry.Person(city.Id, "Ana", null);
            await service.Elsewhere.PublishAsync(mayor);
            proposed.Add(await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, mayor)));
        }
        return proposed;
    }

    async Task<ApiAnswer> ProposeAsync(ApiAnswer session, NetworkClient? network, int? rank = null, PersonChanged? person = null)
    {
        person ??= (await service.NewMayorAsync(network?.Id)).Mayor;
        return await ConsultationsService.Created(TryAsync(network?.Api ?? service.Secretariat, session, person, rank));
    }

    static Task<ApiAnswer> TryAsync(ApiClient client, ApiAnswer session, PersonChanged person, int? rank) =>
        client.PostAsync($"/api/v1/sessions/{session.Id}/nominations", new
        {
            personId = person.Id, positionId = person.Positions[0].Id, onBehalfOf = person.Positions[0].OrganisationId, alternateRank = rank,
        });

    Task<ApiAnswer> ReadAsync(ApiAnswer nomination) => service.Secretariat.GetAsync($"/api/v1/nominations/{nomination.Id}");
}
