using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Who may be nominated, by whom, in which position.</summary>
public sealed class ProposalTests(ConsultationsService service)
{
    static readonly DateOnly Before = new(2020, 6, 10);
    static readonly DateOnly Day = new(2020, 6, 11);
    static readonly DateOnly After = new(2020, 6, 12);

    [Fact]
    public async Task A_network_nominates_a_member_s_mayor_and_others_are_told()
    {
        var network = await service.NewNetworkAsync();
        var (city, mayor) = await service.NewMayorAsync(network.Id);
        var session = await service.NewSessionAsync();

        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(network.Api, session, mayor));

        (nomination.Text("state"), nomination.Text("title"), nomination.Text("nominatedBy")).ShouldBe(("proposed", "Mayor", network.Id.ToString()));
        nomination.Text("canonicalPersonId").ShouldBe(mayor.Id.ToString());
        var id = Guid.Parse(nomination.Id);
        var told = await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id);
        (told.PersonId, told.OnBehalfOf, told.NominatedBy, told.State, told.Answered).ShouldBe((mayor.Id, city.Id, network.Id, "proposed", false));
        told.Title.ShouldBe("Mayor");
        (told.Consultation, told.Session["es"], told.Date, told.Calendar).ShouldBe(("Puebla Process", "Competencias", Day, null));
    }

    [Fact]
    public async Task The_membership_that_counts_is_that_of_the_session_s_day()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync();
        foreach (var (from, to, rule) in new (DateOnly?, DateOnly?, string?)[] { (null, Before, "reference-not-yet-known"), (After, null, "not-your-member"), (Day, Day, null) })
        {
            var city = await service.TellAsync(Registry.Organisation("A city", "municipality", network.Id, from, to));
            var mayor = await service.TellAsync(Registry.Person(city.Id, "Ana", null));

            (await ConsultationsService.ProposeAsync(network.Api, session, mayor)).Rule.ShouldBe(rule, $"{from} {to}");
        }
    }

    [Fact]
    public async Task A_network_speaks_for_itself_and_its_members_and_for_nobody_else()
    {
        var network = await service.NewNetworkAsync();
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        var session = await service.NewSessionAsync();
        var hidden = await service.TellAsync(Registry.Organisation("Another city", "municipality"));
        var listed = await service.TellAsync(Registry.Organisation("A listed city", "municipality") with { Verified = true });

        (await ConsultationsService.ProposeAsync(network.Api, session, mayor, onBehalfOf: hidden.Id)).Rule.ShouldBe("reference-not-yet-known");
        (await ConsultationsService.ProposeAsync(network.Api, session, mayor, onBehalfOf: listed.Id)).Rule.ShouldBe("not-your-member");
        (await ConsultationsService.ProposeAsync(network.Api, session, mayor, onBehalfOf: network.Id)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task A_hidden_person_answers_exactly_like_one_who_does_not_exist()
    {
        var network = await service.NewNetworkAsync();
        var (_, theirs) = await service.NewMayorAsync((await service.NewNetworkAsync()).Id);
        var session = await service.NewSessionAsync();

        var onHidden = await ConsultationsService.ProposeAsync(network.Api, session, theirs);
        var onNothing = await ConsultationsService.ProposeAsync(network.Api, session, theirs with { Id = Guid.CreateVersion7() });

        onHidden.Code.ShouldBe(409);
        (onHidden.Rule, onHidden.Text("detail")).ShouldBe((onNothing.Rule, onNothing.Text("detail")));
    }

    [Fact]
    public async Task The_position_is_the_person_s_own_and_held_on_the_session_s_day()
    {
        var session = await service.NewSessionAsync();
        var (city, other) = await service.NewMayorAsync();
        var former = await service.TellAsync(Registry.Person(city.Id, "Former", null, to: Before));
        var coming = await service.TellAsync(Registry.Person(city.Id, "Coming", null, from: After));
        var present = await service.TellAsync(Registry.Person(city.Id, "Present", null, from: Day, to: Day));

        (await ConsultationsService.ProposeAsync(service.Secretariat, session, former)).Rule.ShouldBe("position-not-held");
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, coming)).Rule.ShouldBe("position-not-held");
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, present, position: other.Positions[0].Id)).Rule.ShouldBe("position-not-held");
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, present, position: Guid.CreateVersion7())).Rule.ShouldBe("reference-not-yet-known");
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, present)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task Nobody_speaks_for_an_organisation_that_is_no_more()
    {
        var (city, mayor) = await service.NewMayorAsync();
        await service.TellAsync(city with { Version = 2, Status = "retired" });
        var ahead = await service.NewSessionAsync(body: new { kind = "thematic", date = "2090-06-11", title = new { en = "x" }, timeZone = "UTC", seats = 1 });

        (await ConsultationsService.ProposeAsync(service.Secretariat, ahead, mayor)).Rule.ShouldBe("organisation-not-active");
    }

    [Fact]
    public async Task What_was_is_entered_for_an_organisation_that_has_retired_since_and_not_for_one_that_was_merged()
    {
        var session = await service.NewSessionAsync();
        var (retired, mayor) = await service.NewMayorAsync();
        var (merged, other) = await service.NewMayorAsync();
        await service.TellAsync(retired with { Version = 2, Status = "retired" });
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = retired.Id });

        (await ConsultationsService.ProposeAsync(service.Secretariat, session, mayor)).Code.ShouldBe(201);
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, other)).Rule.ShouldBe("organisation-not-active");
    }

    [Fact]
    public async Task A_person_is_nominated_once_for_a_session_until_withdrawn()
    {
        var session = await service.NewSessionAsync();
        var (_, mayor) = await service.NewMayorAsync();
        var first = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, mayor));

        (await ConsultationsService.ProposeAsync(service.Secretariat, session, mayor)).Rule.ShouldBe("already-nominated");
        await service.GoAsync(first, "withdraw");
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, mayor)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task Of_many_equal_proposals_at_once_one_is_made()
    {
        var session = await service.NewSessionAsync();
        var (_, mayor) = await service.NewMayorAsync();
        var second = service.Client(MayorsMechanism.Fixtures.TestTokens.Secretariat("nominations:write"), second: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            ConsultationsService.ProposeAsync(i % 2 == 0 ? service.Secretariat : second, session, mayor)));

        answers.Count(answer => answer.Code == 201).ShouldBe(1);
        answers.Count(answer => answer.Rule == "already-nominated").ShouldBe(9);
    }

    [Fact]
    public async Task A_merge_is_followed_however_long_and_undone_without_a_trace()
    {
        var session = await service.NewSessionAsync();
        var (city, kept) = await service.NewMayorAsync();
        var middle = await service.TellAsync(Registry.Person(city.Id, "Ana S.", null));
        var merged = await service.TellAsync(Registry.Person(city.Id, "A. Souza", null));
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, merged));
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = middle.Id });
        await service.TellAsync(middle with { Version = 2, Status = "merged", CanonicalId = kept.Id });

        var read = await service.Secretariat.GetAsync(nomination.Location!);
        (read.Text("personId"), read.Text("canonicalPersonId")).ShouldBe((merged.Id.ToString(), kept.Id.ToString()));
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, kept)).Rule.ShouldBe("already-nominated");
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, middle)).Rule.ShouldBe("person-merged");

        await service.TellAsync(merged with { Version = 3 });
        (await service.Secretariat.GetAsync(nomination.Location!)).Text("canonicalPersonId").ShouldBe(merged.Id.ToString());
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, kept)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task After_a_merge_the_positions_of_both_records_are_the_person_s()
    {
        var (city, kept) = await service.NewMayorAsync();
        var merged = await service.TellAsync(Registry.Person(city.Id, "A. Souza", null));
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = kept.Id });
        var session = await service.NewSessionAsync();

        var proposed = await service.Secretariat.PostAsync($"{session.Location}/nominations",
            new { personId = kept.Id, positionId = merged.Positions[0].Id, onBehalfOf = city.Id });

        proposed.Code.ShouldBe(201, proposed.ToString());
    }

    [Fact]
    public async Task A_reference_that_arrives_late_is_waited_for()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync();
        var city = Registry.Organisation("A new city", "municipality", network.Id);
        var mayor = Registry.Person(city.Id, "Ana", null);

        var proposing = ConsultationsService.ProposeAsync(network.Api, session, mayor);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        // The position comes with a later version than the person, and the city last.
        await service.Elsewhere.PublishAsync(mayor with { Positions = [] });
        await service.Elsewhere.PublishAsync(mayor with { Version = 2 });
        await service.Elsewhere.PublishAsync(city);

        (await proposing).Code.ShouldBe(201);
    }

    [Fact]
    public async Task Nobody_is_nominated_for_a_session_that_is_over()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var held = await service.GoAsync(await service.GoAsync(await service.NewSessionAsync(), "confirm"), "hold");
        var cancelled = await service.GoAsync(await service.NewSessionAsync(), "cancel");

        (await ConsultationsService.ProposeAsync(service.Secretariat, held, mayor)).Rule.ShouldBe("session-over");
        (await ConsultationsService.ProposeAsync(service.Secretariat, cancelled, mayor)).Rule.ShouldBe("session-over");
    }
}
