using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Whose voices a session, a consultation, a cycle or a period has.</summary>
public sealed class BalanceTests(ConsultationsService service)
{
    [Fact]
    public async Task Representatives_are_counted_by_place_and_person_and_those_not_from_an_authority_apart()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync(seats: 10);
        await SeatAsync(session, Place("Big city", "municipality", "CR", "013", 1_400_000, network.Id), "Female", network: network);
        await SeatAsync(session, Place("Small town", "municipality", "BE", "155", 20_000), null);
        await SeatAsync(session, Place("A province", "intermediate", "CR", "013", null), "male", confirm: false);
        await SeatAsync(session, Place("An alliance", "civil-society", null, null, null), "female");

        var balance = await BalanceOf($"{session.Location}/balance");

        (Totals(balance["authorities"]!), Totals(balance["others"]!)).ShouldBe(("1 proposed 2 seated", "0 proposed 1 seated"));
        Rows(balance["authorities"]!, "sub-region").ShouldBe(["013 1+1", "155 0+1"]);
        Rows(balance["authorities"]!, "country").ShouldBe(["CR 1+1", "BE 0+1"]);
        Rows(balance["authorities"]!, "tier").ShouldBe(["municipality 0+2", "intermediate 1+0"]);
        Rows(balance["authorities"]!, "population-band").ShouldBe(["1000000-4999999 0+1", "under-50000 0+1", "unknown 1+0"], ignoreOrder: true);
        Rows(balance["authorities"]!, "gender").ShouldBe(["female 0+1", "male 1+0", "unknown 0+1"], ignoreOrder: true);
        Rows(balance["authorities"]!, "network").ShouldBe(["mechanism 1+1", $"{network.Id} 0+1"]);
        Rows(balance["others"]!, "tier").ShouldBe(["civil-society 0+1"]);
    }

    [Fact]
    public async Task Who_had_a_seat_in_an_earlier_session_is_not_there_for_the_first_time_and_an_absence_does_not_count()
    {
        var (first, second) = (await service.NewSessionAsync(), await OnAsync("2020-07-02"));
        var (city, mayor) = await service.NewMayorAsync();
        var (_, absent) = await service.NewMayorAsync();
        var merged = await service.TellAsync(Registry.Person(city.Id, "A. S.", null));
        await service.NewConfirmedAsync(first, merged);
        await service.GoAsync(await service.NewConfirmedAsync(first, absent), "absent");
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = mayor.Id });
        await service.NewConfirmedAsync(second, mayor);
        await service.NewConfirmedAsync(second, absent);

        Rows((await BalanceOf($"{first.Location}/balance"))["authorities"]!, "first-time").ShouldBe(["yes 0+1"]);
        Rows((await BalanceOf($"{second.Location}/balance"))["authorities"]!, "first-time").ShouldBe(["no 0+1", "yes 0+1"]);
    }

    [Fact]
    public async Task A_consultation_a_cycle_and_a_period_add_up_their_sessions_and_count_people_once()
    {
        var consultation = await service.NewConsultationAsync();
        var (first, second) = (await OnAsync("1999-03-01", consultation.Id), await OnAsync("1999-03-02", consultation.Id));
        var (_, mayor) = await service.NewMayorAsync();
        foreach (var session in new[] { first, second }) await service.NewConfirmedAsync(session, mayor);

        foreach (var path in new[] { $"/api/v1/consultations/{consultation.Id}/balance", $"/api/v1/cycles/{consultation.Text("cycleId")}/balance", "/api/v1/balance?from=1999-03-01&to=1999-03-31" })
        {
            var part = (await BalanceOf(path))["authorities"]!;
            ((int)part["people"]!, Totals(part)).ShouldBe((1, "0 proposed 2 seated"), path);
        }
        Totals((await BalanceOf("/api/v1/balance?from=1999-03-02&to=1999-03-02"))["authorities"]!).ShouldBe("0 proposed 1 seated");
        (await service.Secretariat.GetAsync("/api/v1/balance?from=1999-03-02&to=1999-03-01")).Body!["errors"]!["to"].ShouldNotBeNull();
        (await service.Secretariat.GetAsync("/api/v1/balance?to=1999-03-01")).Code.ShouldBe(400);
    }

    [Fact]
    public async Task Shares_hold_for_every_part_and_numbers_for_what_they_were_set_for()
    {
        var consultation = await service.NewConsultationAsync();
        var session = await OnAsync("2020-06-11", consultation.Id);
        var ofConsultation = $"/api/v1/consultations/{consultation.Id}/targets";
        await ConsultationsService.Created(service.Secretariat.PostAsync(ofConsultation, new { dimension = "gender", value = "female", share = 50 }));
        await ConsultationsService.Created(service.Secretariat.PostAsync(ofConsultation, new { dimension = "country", value = "CR", number = 2 }));
        await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/cycles/{consultation.Text("cycleId")}/targets", new { dimension = "first-time", value = "yes", share = 30 }));
        await SeatAsync(session, Place("A", "municipality", "CR", "013", null), "female");
        await SeatAsync(session, Place("B", "municipality", "CR", "013", null), "male");
        await SeatAsync(session, Place("C", "municipality", "CR", "013", null), "male");

        static string Progress(JsonNode balance) => string.Join("; ", balance["targets"]!.AsArray().Select(t => $"{t!["value"]} {t["seated"]} {t["seatedShare"]} {t["reached"]}"));
        Progress(await BalanceOf($"{session.Location}/balance")).ShouldBe("female 1 33.3 false; yes 3 100 true");
        Progress(await BalanceOf($"/api/v1/consultations/{consultation.Id}/balance")).ShouldBe("female 1 33.3 false; CR 3 100 true; yes 3 100 true");
        Progress(await BalanceOf($"/api/v1/cycles/{consultation.Text("cycleId")}/balance")).ShouldBe("yes 3 100 true");
        (await service.Secretariat.PostAsync(ofConsultation, new { dimension = "gender", value = "female", share = 40 })).Rule.ShouldBe("target-known");
        (await service.Secretariat.PostAsync(ofConsultation, new { dimension = "gender", value = "other", share = 40, number = 1 })).Body!["errors"]!["share"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_period_is_measured_by_the_shares_of_its_cycles_and_a_network_by_those_that_hold_for_every_part()
    {
        var (own, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var consultation = await service.NewConsultationAsync();
        var session = await OnAsync("1997-05-05", consultation.Id);
        var ofCycle = $"/api/v1/cycles/{consultation.Text("cycleId")}/targets";
        await ConsultationsService.Created(service.Secretariat.PostAsync(ofCycle, new { dimension = "country", value = "CR", share = 60 }));
        await ConsultationsService.Created(service.Secretariat.PostAsync(ofCycle, new { dimension = "country", value = "BE", number = 1 }));
        await SeatAsync(session, Place("Mine", "municipality", "CR", "013", null, own.Id), null, network: own);
        await SeatAsync(session, Place("Theirs", "municipality", "BE", "155", null, other.Id), null, network: other);

        (await OfAsync("/api/v1/balance?from=1997-05-05&to=1997-05-05")).ShouldBe("2 seated; CR 50 false");
        (await OfAsync("/api/v1/balance?from=1997-05-06&to=1997-05-06")).ShouldBe("0 seated");
        foreach (var path in new[] { session.Location!, consultation.Location ?? $"/api/v1/consultations/{consultation.Id}", $"/api/v1/cycles/{consultation.Text("cycleId")}" })
        {
            (await OfAsync($"{path}/balance?network={own.Id}")).ShouldBe("1 seated; CR 100 true", path);
            (await OfAsync($"{path}/balance?network={other.Id}")).ShouldBe("1 seated; CR 0 false", path);
        }
        (await service.Secretariat.GetTextAsync($"{session.Location}/balance.csv?network={own.Id}")).Text.ShouldContain("authorities,all,,,0,1,0,0,,\r\n");

        async Task<string> OfAsync(string path)
        {
            var balance = await BalanceOf(path);
            return string.Join("; ", balance["targets"]!.AsArray().Select(t => $"{t!["value"]} {t["seatedShare"]} {t["reached"]}".ToLowerInvariant().Replace("cr", "CR"))
                .Prepend($"{balance["authorities"]!["total"]!["seated"]} seated"));
        }
    }

    [Fact]
    public async Task A_spreadsheet_gets_a_file_that_it_does_not_run()
    {
        var network = await service.TellAsync(Registry.Organisation("=HYPERLINK(\"http://x\")", "network"));
        var client = new NetworkClient(network.Id, service.Client(TestTokens.Network(network.Id, "consultations:read", "nominations:write")), "");
        var session = await service.NewSessionAsync();
        await SeatAsync(session, Place("A", "municipality", "CR", "013", null, network.Id), null, network: client);

        foreach (var (path, accept) in new[] { ($"{session.Location}/balance.csv", "*/*"), ($"{session.Location}/balance", "text/csv") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Secretariat("consultations:read"));
            request.Headers.Accept.ParseAdd(accept);
            using var response = await service.Secretariat.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
            text.ShouldContain($"authorities,network,{network.Id},\"'=HYPERLINK(\"\"http://x\"\")\",0,1,0,0,,\r\n");
            text.ShouldContain("authorities,all,,,0,1,0,0,,\r\n");
        }
    }

    [Fact]
    public async Task A_network_gets_the_balance_of_the_nominations_that_it_sees_and_sets_no_targets()
    {
        var (own, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var session = await service.NewSessionAsync();
        await SeatAsync(session, Place("Mine", "municipality", "CR", "013", null, own.Id), null, network: own);
        await SeatAsync(session, Place("Theirs", "municipality", "BE", "155", null, other.Id), null, network: other);
        var target = await ConsultationsService.Created(service.Secretariat.PostAsync(
            $"/api/v1/consultations/{session.Text("consultationId")}/targets", new { dimension = "tier", value = "municipality", number = 3 }));

        Rows((await BalanceOf($"{session.Location}/balance", own.Api))["authorities"]!, "country").ShouldBe(["CR 0+1"]);
        var writes = service.Client(TestTokens.Network(own.Id, "consultations:read", "consultations:write", "nominations:write"));
        (await writes.GetAsync(target.Location!)).Code.ShouldBe(200);
        (await writes.PostAsync($"/api/v1/consultations/{session.Text("consultationId")}/targets", new { dimension = "tier", value = "x", number = 3 })).Code.ShouldBe(403);
        (await writes.PatchAsync(target.Location!, new { number = 4 }, target.ETag)).Code.ShouldBe(403);
        (await writes.DeleteAsync(target.Location!, target.ETag)).Code.ShouldBe(403);
        var planned = await service.NewConsultationAsync(open: false);
        foreach (var path in new[] { "balance", "balance.csv", "targets" }) (await own.Api.GetAsync($"/api/v1/consultations/{planned.Id}/{path}")).Code.ShouldBe(404, path);
        var changed = await service.Secretariat.PatchAsync(target.Location!, new { number = 4 }, target.ETag);
        (await service.Secretariat.DeleteAsync(target.Location!, changed.ETag)).Code.ShouldBe(204);
    }

    [Fact]
    public async Task An_erased_person_is_there_no_more_often_for_the_first_time()
    {
        var (first, second) = (await service.NewSessionAsync(), await OnAsync("2020-07-02"));
        var (_, mayor) = await service.NewMayorAsync();
        foreach (var session in new[] { first, second }) await service.GoAsync(await service.NewConfirmedAsync(session, mayor), "attend");

        await service.Elsewhere.PublishAsync(new PersonErased { Id = mayor.Id, Version = 8 });
        await service.Elsewhere.HearAsync<PersonErasureCompleted>(receipt => receipt.PersonId == mayor.Id);

        Rows((await BalanceOf($"{first.Location}/balance"))["authorities"]!, "first-time").ShouldBe(["yes 0+1"]);
        Rows((await BalanceOf($"{second.Location}/balance"))["authorities"]!, "first-time").ShouldBe(["no 0+1"]);
    }

    [Fact]
    public async Task Two_records_that_were_seated_before_they_were_merged_count_once()
    {
        var session = await service.NewSessionAsync();
        var (city, mayor) = await service.NewMayorAsync();
        var other = await service.TellAsync(Registry.Person(city.Id, "A. Souza", null));
        foreach (var each in new[] { mayor, other }) await service.NewConfirmedAsync(session, each);

        await service.TellAsync(other with { Version = 2, Status = "merged", CanonicalId = mayor.Id });

        var part = (await BalanceOf($"{session.Location}/balance"))["authorities"]!;
        ((int)part["people"]!, Totals(part)).ShouldBe((1, "0 proposed 1 seated"));
    }

    [Fact]
    public async Task A_period_has_the_targets_of_the_days_that_the_caller_knows_of()
    {
        var network = await service.NewNetworkAsync();
        var consultation = await service.NewConsultationAsync();
        var session = await service.NewSessionAsync(consultation: consultation.Id, body: new
        {
            kind = "thematic", date = "2131-03-03", title = new { en = "x" }, start = "2131-03-03T14:00:00Z", timeZone = "UTC", seats = 5,
        });
        await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/cycles/{consultation.Text("cycleId")}/targets", new { dimension = "country", value = "CR", share = 60 }));
        (await service.Secretariat.PostAsync($"/api/v1/consultations/{consultation.Id}/releases", new { changelog = new { en = "x" } })).Code.ShouldBe(201);
        (await service.Secretariat.PatchAsync(session.Location!, new { date = "2133-04-04", start = "2133-04-04T14:00:00Z" }, "*")).Code.ShouldBe(200);

        (await TargetsAsync(network.Api, "2131-03-03"), await TargetsAsync(network.Api, "2133-04-04")).ShouldBe((1, 0), "as released");
        (await TargetsAsync(service.Secretariat, "2131-03-03"), await TargetsAsync(service.Secretariat, "2133-04-04")).ShouldBe((0, 1), "as planned");

        async Task<int> TargetsAsync(ApiClient caller, string day) => (await BalanceOf($"/api/v1/balance?from={day}&to={day}", caller))["targets"]!.AsArray().Count;
    }

    [Fact]
    public async Task The_sheet_has_a_line_for_each_target_of_a_value()
    {
        var consultation = await service.NewConsultationAsync();
        await SeatAsync(await OnAsync("2020-06-11", consultation.Id), Place("A", "municipality", "CR", "013", null), null);
        await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/cycles/{consultation.Text("cycleId")}/targets", new { dimension = "country", value = "CR", share = 60 }));
        await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/consultations/{consultation.Id}/targets", new { dimension = "country", value = "CR", number = 77 }));

        var (_, sheet) = await service.Secretariat.GetTextAsync($"/api/v1/consultations/{consultation.Id}/balance.csv");

        sheet.Split("\r\n").Where(line => line.Contains("country,CR")).ShouldBe(["authorities,country,CR,,0,1,0,0,60,", "authorities,country,CR,,0,1,0,0,,77"]);
    }

    [Theory]
    [InlineData("gender", " Female ", "female")]
    [InlineData("country", "CR", "CR")]
    [InlineData("country", "cr", null)]
    [InlineData("sub-region", "419", "419")]
    [InlineData("sub-region", "019", null)]
    [InlineData("tier", "Municipality", null)]
    [InlineData("tier", "network", null)]
    [InlineData("population-band", "under-50000", "under-50000")]
    [InlineData("population-band", "small", null)]
    [InlineData("network", "mechanism", "mechanism")]
    [InlineData("network", "FLACMA", null)]
    [InlineData("first-time", "true", null)]
    public async Task A_target_is_of_a_value_that_is_counted(string dimension, string written, string? kept)
    {
        var set = await service.Secretariat.PostAsync($"/api/v1/consultations/{(await service.NewConsultationAsync()).Id}/targets", new { dimension, value = written, number = 1 });

        if (kept is null) set.Body!["errors"]!["value"].ShouldNotBeNull();
        else set.Text("value").ShouldBe(kept);
    }

    async Task SeatAsync(ApiAnswer session, OrganisationChanged place, string? gender, NetworkClient? network = null, bool confirm = true)
    {
        await service.TellAsync(place);
        var person = await service.TellAsync(Registry.Person(place.Id, $"Ana {place.Name}", null) with { Gender = gender });
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(network?.Api ?? service.Secretariat, session, person));
        if (confirm) await service.GoAsync(nomination, "confirm");
    }

    static OrganisationChanged Place(string name, string kind, string? country, string? subregion, long? population, Guid? network = null) =>
        Registry.Organisation(name, kind, network) with { Country = country, Subregion = subregion, Population = population };

    Task<ApiAnswer> OnAsync(string date, string? consultation = null) => service.NewSessionAsync(consultation: consultation, body: new
    {
        kind = "thematic", date, title = new { en = "On a day" }, timeZone = "America/Costa_Rica", seats = 5,
    });

    async Task<JsonNode> BalanceOf(string path, ApiClient? caller = null)
    {
        var answer = await (caller ?? service.Secretariat).GetAsync(path);
        answer.Code.ShouldBe(200, answer.ToString());
        return answer.Body!;
    }

    static string Totals(JsonNode part) => $"{part["total"]!["proposed"]} proposed {part["total"]!["seated"]} seated";

    static string[] Rows(JsonNode part, string dimension) =>
        [.. part["rows"]!.AsArray().Where(row => $"{row!["dimension"]}" == dimension).Select(row => $"{row!["value"]} {row["count"]!["proposed"]}+{row["count"]!["seated"]}")];
}
