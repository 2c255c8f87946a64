using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What a planner is told while nominating. Nothing of it refuses anything.</summary>
public sealed class WarningTests(ConsultationsService service)
{
    [Fact]
    public async Task Whoever_is_nominated_elsewhere_at_an_overlapping_time_is_double_booked_also_under_a_merged_record()
    {
        var (city, mayor) = await service.NewMayorAsync();
        var merged = await service.TellAsync(Registry.Person(city.Id, "A. S.", null));
        var (first, during, after) = (await AtAsync("14:00"), await AtAsync("15:29"), await AtAsync("15:30"));
        var booked = await ProposeAsync(first, mayor);
        CodesOf(await ProposeAsync(after, mayor)).ShouldBe([]);
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = mayor.Id });

        var clash = await ProposeAsync(during, mayor, position: merged.Positions[0].Id);

        CodesOf(clash).ShouldContain("double-booked");
        clash.Body!["warnings"]!.AsArray().Select(warning => $"{warning!["nominationId"]}").ShouldContain(booked.Id);
        CodesOf(await service.Secretariat.GetAsync(booked.Location!)).ShouldContain("double-booked");
        await service.GoAsync(clash, "withdraw");
        CodesOf(await service.Secretariat.GetAsync(booked.Location!)).ShouldBe([]);
    }

    [Theory]
    [InlineData("America/Costa_Rica", true)] // 08:00 to 09:30
    [InlineData("Asia/Tokyo", false)] // 23:00
    [InlineData("Asia/Dhaka", true)] // 20:00 to 21:30
    [InlineData("Asia/Yangon", true)] // 20:30 to 22:00
    [InlineData("Asia/Bangkok", false)] // 21:00 to 22:30
    [InlineData("Pacific/Honolulu", false)] // 04:00
    [InlineData("Pacific/Kiritimati", false)] // 04:00 of the next day
    public async Task A_session_is_to_be_within_the_person_s_own_waking_hours_where_a_zone_was_given(string zone, bool isAwake)
    {
        var (_, mayor) = await service.NewMayorAsync();
        var nomination = await service.Secretariat.PostAsync($"/api/v1/sessions/{(await AtAsync("14:00")).Id}/nominations",
            new { personId = mayor.Id, positionId = mayor.Positions[0].Id, onBehalfOf = mayor.Positions[0].OrganisationId, timeZone = zone });

        CodesOf(nomination).ShouldBe(isAwake ? [] : ["outside-waking-hours"]);
    }

    [Fact]
    public async Task The_zone_and_the_times_that_a_network_entered_for_its_person_count()
    {
        var network = await service.NewNetworkAsync();
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        var session = await AtAsync("14:00");
        var consultation = session.Text("consultationId");
        var nomination = await ProposeAsync(session, mayor);
        var entered = await ConsultationsService.Created(network.Api.PostAsync($"/api/v1/consultations/{consultation}/availabilities",
            new { personId = mayor.Id, timeZone = "Asia/Tokyo", intervals = new[] { new { from = "2020-06-11T12:00:00Z", to = "2020-06-11T15:30:00Z" } } }));
        async Task<string[]> NowAsync() => CodesOf(await service.Secretariat.GetAsync(nomination.Location!));

        (await NowAsync()).ShouldBe(["outside-waking-hours"]);
        await network.Api.PatchAsync(entered.Location!, new { timeZone = "America/Costa_Rica", intervals = new[] { new { from = "2020-06-11T12:00:00Z", to = "2020-06-11T15:29:00Z" } } }, entered.ETag);
        (await NowAsync()).ShouldBe(["not-available"]);
    }

    [Fact]
    public async Task Languages_are_shared_whatever_the_region_and_asked_for_where_both_are_known()
    {
        var session = await service.NewSessionAsync();
        var (city, _) = await service.NewMayorAsync();
        foreach (var (languages, warns) in new[] { (new[] { "es-MX" }, false), (["fr", "en"], false), (["pt"], true), (Array.Empty<string>(), false) })
        {
            var person = await service.TellAsync(Registry.Person(city.Id, $"Speaker of {string.Join(' ', languages)}", null) with { Languages = languages });
            CodesOf(await ProposeAsync(session, person)).Contains("no-shared-language").ShouldBe(warns, string.Join(' ', languages));
        }
    }

    [Fact]
    public async Task Speaking_for_others_asks_for_a_mandate_that_still_holds_and_a_position_too()
    {
        var session = await service.NewSessionAsync();
        var (_, mayor) = await service.NewMayorAsync();
        var spokenFor = await service.TellAsync(Registry.Organisation("A network of cities", "network"));
        var nomination = await ProposeAsync(session, mayor, onBehalfOf: spokenFor.Id);
        CodesOf(nomination).ShouldBe(["mandate-missing"]);
        var mandate = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/mandates",
            new { personId = mayor.Id, grantedBy = "Assembly", organisationId = spokenFor.Id, to = "2020-06-11" }));
        nomination = await service.Secretariat.PatchAsync(nomination.Location!, new { mandateId = mandate.Id }, nomination.ETag);
        CodesOf(nomination).ShouldBe([]);

        await service.Secretariat.PatchAsync(mandate.Location!, new { to = "2020-06-10" }, mandate.ETag);
        await service.TellAsync(mayor with { Version = 2, Positions = [mayor.Positions[0] with { To = new(2020, 6, 10) }] });

        CodesOf(await service.Secretariat.GetAsync($"/api/v1/nominations/{nomination.Id}")).ShouldBe(["position-ended", "mandate-not-valid"]);
    }

    [Fact]
    public async Task Two_of_one_name_in_a_session_may_be_one_person_whatever_the_accents_and_the_order_of_words()
    {
        var session = await service.NewSessionAsync();
        var first = await ProposeAsync(session, (await service.NewMayorAsync(name: "José da Peña-Núñez")).Mayor);
        var second = await ProposeAsync(session, (await service.NewMayorAsync(name: "PENA NUNEZ, Jose da")).Mayor);
        var third = await ProposeAsync(session, (await service.NewMayorAsync(name: "José da Peña")).Mayor);

        var seen = await service.Secretariat.GetAsync($"{session.Location}/warnings");

        CodesOf(third).ShouldBe([]);
        var pairs = seen.Body!["nominations"]!.AsArray().Select(about => $"{about!["nominationId"]} {about["warnings"]![0]!["code"]} {about["warnings"]![0]!["nominationId"]}");
        pairs.ShouldBe([$"{first.Id} possible-duplicate {second.Id}", $"{second.Id} possible-duplicate {first.Id}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Those_for_whom_no_seat_is_left_are_beyond_the_seats_and_alternates_are_not()
    {
        var session = await service.NewSessionAsync(seats: 2);
        await service.NewConfirmedAsync(session, (await service.NewMayorAsync(name: "Ana Um")).Mayor);
        var fits = await ProposeAsync(session, (await service.NewMayorAsync(name: "Ana Dois")).Mayor);
        var beyond = await ProposeAsync(session, (await service.NewMayorAsync(name: "Ana Tres")).Mayor);
        var (_, waits) = await service.NewMayorAsync(name: "Ana Quatro");
        var alternate = await service.Secretariat.PostAsync($"{session.Location}/nominations",
            new { personId = waits.Id, positionId = waits.Positions[0].Id, onBehalfOf = waits.Positions[0].OrganisationId, alternateRank = 1 });

        CodesOf(fits).ShouldBe([]);
        CodesOf(beyond).ShouldBe(["beyond-seats"]);
        CodesOf(alternate).ShouldBe([]);
    }

    [Fact]
    public async Task A_network_is_warned_of_nothing_that_it_may_not_see()
    {
        var (own, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var session = await service.NewSessionAsync();
        await ConsultationsService.Created(ConsultationsService.ProposeAsync(other.Api, session, (await service.NewMayorAsync(other.Id, "Ana Rocha")).Mayor));
        var mine = await ConsultationsService.Created(ConsultationsService.ProposeAsync(own.Api, session, (await service.NewMayorAsync(own.Id, "Ana Rocha")).Mayor));

        CodesOf(mine).ShouldBe([]);
        (await own.Api.GetAsync($"{session.Location}/warnings")).Body!["nominations"]!.AsArray().Count.ShouldBe(0);
        CodesOf(await service.Secretariat.GetAsync(mine.Location!)).ShouldBe(["possible-duplicate"]);
        var hidden = await service.NewSessionAsync(consultation: (await service.NewConsultationAsync(open: false)).Id);
        (await own.Api.GetAsync($"{hidden.Location}/warnings")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Turns_to_speak_that_take_longer_than_the_session_are_warned_of()
    {
        var session = await service.NewSessionAsync();
        var slots = new List<ApiAnswer>();
        foreach (var (order, minutes) in new[] { (1, 60), (2, 31) })
        {
            var nomination = await service.NewConfirmedAsync(session, (await service.NewMayorAsync(name: $"Ana {order}")).Mayor);
            slots.Add(await ConsultationsService.Created(service.Secretariat.PostAsync($"{session.Location}/slots", new { nominationId = nomination.Id, order, minutesPlanned = minutes })));
        }

        var over = (await service.Secretariat.GetAsync($"{session.Location}/warnings")).Body!["session"]!.AsArray().ShouldHaveSingleItem()!;
        ($"{over["code"]}", (int)over["number"]!).ShouldBe(("slots-beyond-duration", 1));
        await service.Secretariat.PatchAsync(slots[1].Location!, new { minutesPlanned = 30 }, slots[1].ETag);
        (await service.Secretariat.GetAsync($"{session.Location}/warnings")).Body!["session"]!.AsArray().Count.ShouldBe(0);
    }

    /// <summary>The codes of a nomination's warnings.</summary>
    [Fact]
    public async Task Times_that_touch_are_one_time()
    {
        var session = await service.NewSessionAsync();
        var (_, mayor) = await service.NewMayorAsync();
        var entered = await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/consultations/{session.Text("consultationId")}/availabilities", new
        {
            personId = mayor.Id, timeZone = "America/Costa_Rica",
            intervals = new[] { new { from = "2020-06-11T15:00:00Z", to = "2020-06-11T18:00:00Z" }, new { from = "2020-06-11T12:00:00Z", to = "2020-06-11T15:00:00Z" } },
        }));

        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, mayor));

        CodesOf(nomination).ShouldBeEmpty();
        entered.Body!["intervals"]!.ToJsonString().ShouldBe("""[{"from":"2020-06-11T12:00:00Z","to":"2020-06-11T18:00:00Z"}]""");
    }

    public static string[] CodesOf(ApiAnswer nomination) =>
        [.. (nomination.Body!["warnings"] ?? throw new InvalidOperationException(nomination.ToString())).AsArray().Select(warning => $"{warning!["code"]}")];

    Task<ApiAnswer> AtAsync(string start) => service.NewSessionAsync(body: new
    {
        kind = "thematic", date = "2020-06-11", title = new { en = "At an hour" }, start = $"2020-06-11T{start}:00Z", duration = "PT90M",
        timeZone = "America/Costa_Rica", languages = new[] { "es" }, seats = 3,
    });

    Task<ApiAnswer> ProposeAsync(ApiAnswer session, PersonChanged person, Guid? onBehalfOf = null, Guid? position = null) =>
        ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, person, onBehalfOf, position));
}
