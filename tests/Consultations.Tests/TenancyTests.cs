using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What a network sees and does.</summary>
public sealed class TenancyTests(ConsultationsService service)
{
    [Fact]
    public async Task Attendance_shows_a_network_the_seats_that_were_released()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync(seats: 3);
        (await service.Secretariat.PostAsync($"/api/v1/consultations/{session.Text("consultationId")}/releases", new { changelog = new { en = "x" } })).Code.ShouldBe(201);
        (await service.Secretariat.PatchAsync(session.Location!, new { seats = 9 }, "*")).Code.ShouldBe(200);

        foreach (var (caller, seats) in new[] { (network.Api, 3), (service.Secretariat, 9) })
        {
            ((int)(await caller.GetAsync($"{session.Location}/attendance")).Body!["seats"]!).ShouldBe(seats);
            ((int)(await caller.GetAsync($"/api/v1/consultations/{session.Text("consultationId")}/attendance")).Body!["sessions"]![0]!["seats"]!).ShouldBe(seats);
        }
    }

    [Fact]
    public async Task A_consultation_and_its_sessions_are_nothing_to_a_network_until_it_is_open()
    {
        var network = await service.NewNetworkAsync();
        var consultation = await service.NewConsultationAsync(open: false);
        var session = await service.NewSessionAsync(consultation: consultation.Id);
        string[] paths = [consultation.Location!, $"{consultation.Location}/sessions", session.Location!, $"{session.Location}/nominations"];

        foreach (var path in paths) (await network.Api.GetAsync(path)).Code.ShouldBe(404, path);
        (await network.Api.GetAsync($"/api/v1/consultations?cycle={consultation.Text("cycleId")}")).Items.Count.ShouldBe(0);
        (await network.Api.PostAsync($"{session.Location}/nominations", new { personId = Guid.NewGuid(), positionId = Guid.NewGuid(), onBehalfOf = Guid.NewGuid() }))
            .Code.ShouldBe(404);

        await service.GoAsync(consultation, "open");

        foreach (var path in paths) (await network.Api.GetAsync(path)).Code.ShouldBe(200, path);
        (await network.Api.GetAsync($"/api/v1/consultations?cycle={consultation.Text("cycleId")}&state=open")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_nomination_is_read_by_its_network_and_those_of_the_person_s_present_positions()
    {
        var (nominator, other, stranger) = (await service.NewNetworkAsync(), await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var (_, mayor) = await service.NewMayorAsync(nominator.Id);
        var session = await service.NewSessionAsync();
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(nominator.Api, session, mayor));
        (await other.Api.GetAsync(nomination.Location!)).Code.ShouldBe(404);

        // The mayor leaves for a city of the other network.
        var elsewhere = await service.TellAsync(Registry.Organisation("Elsewhere", "municipality", other.Id));
        var yesterday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1);
        await service.TellAsync(mayor with
        {
            Version = 2,
            Positions = [mayor.Positions[0] with { To = yesterday }, mayor.Positions[0] with { Id = Guid.NewGuid(), OrganisationId = elsewhere.Id, From = yesterday }],
        });

        (await nominator.Api.GetAsync(nomination.Location!)).Code.ShouldBe(200);
        (await other.Api.GetAsync(nomination.Location!)).Code.ShouldBe(200);
        (await stranger.Api.GetAsync(nomination.Location!)).Code.ShouldBe(404);
        (await stranger.Api.GetAsync($"{session.Location}/nominations?count=true")).Body!["total"]!.GetValue<int>().ShouldBe(0);

        (await stranger.Api.PostAsync($"{nomination.Location}/withdraw", ifMatch: nomination.ETag)).Code.ShouldBe(404);
        (await other.Api.PostAsync($"{nomination.Location}/withdraw", ifMatch: nomination.ETag)).Code.ShouldBe(403);
        (await nominator.Api.PostAsync($"{nomination.Location}/withdraw", ifMatch: nomination.ETag)).Code.ShouldBe(200);

        // A membership that has ended shows nothing any more.
        await service.TellAsync(elsewhere with { Version = 2, Memberships = [elsewhere.Memberships[0] with { To = yesterday }] });
        (await other.Api.GetAsync(nomination.Location!)).Code.ShouldBe(404);
        await service.TellAsync(elsewhere with { Version = 3, Memberships = [elsewhere.Memberships[0] with { Status = "proposed" }] });
        (await other.Api.GetAsync(nomination.Location!)).Code.ShouldBe(404);
    }

    [Fact]
    public async Task After_a_merge_the_networks_of_whoever_speaks_for_the_person_see_it()
    {
        var network = await service.NewNetworkAsync();
        var (_, kept) = await service.NewMayorAsync(network.Id);
        var (_, merged) = await service.NewMayorAsync();
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), merged));
        (await network.Api.GetAsync(nomination.Location!)).Code.ShouldBe(404);

        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = kept.Id });

        (await network.Api.GetAsync(nomination.Location!)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Planning_and_seating_are_the_secretariat_s_whatever_scopes_a_network_has()
    {
        var network = service.Client(TestTokens.Network((await service.NewNetworkAsync()).Id, "consultations:read", "consultations:write", "nominations:write"));
        var consultation = await service.NewConsultationAsync();
        var session = await service.NewSessionAsync(consultation: consultation.Id);
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, (await service.NewMayorAsync()).Mayor));
        var id = $"/api/v1/consultations/{consultation.Id}";

        foreach (var path in (string[])
            ["/api/v1/cycles", "/api/v1/consultations", $"{id}/open", $"{id}/start", $"{id}/close", $"{id}/publish", $"{id}/sessions",
                $"{id}/clone", $"{id}/select-themes", $"{id}/sign-offs", $"{id}/exceptions", "/api/v1/working-groups", $"/api/v1/working-groups/{Guid.NewGuid()}/roles", $"{session.Location}/roles",
                $"{session.Location}/confirm", $"{session.Location}/hold", $"{session.Location}/cancel",
                $"{nomination.Location}/confirm", $"{nomination.Location}/accept", $"{nomination.Location}/decline"])
        {
            (await network.PostAsync(path, new { }, "\"1\"")).Code.ShouldBe(403, path);
        }
        foreach (var path in (string[])[id, session.Location!, $"/api/v1/cycles/{consultation.Text("cycleId")}", $"/api/v1/working-groups/{Guid.NewGuid()}"])
        {
            (await network.PatchAsync(path, new { }, "\"1\"")).Code.ShouldBe(403, path);
        }
        (await network.SendAsync(HttpMethod.Put, $"{session.Location}/joining-links", new { }, ("If-Match", "\"1\""))).Code.ShouldBe(403);
        foreach (var path in (string[])[$"{id}/sign-offs/host", $"{id}/exceptions/{Guid.NewGuid()}", $"{session.Location}/roles/{Guid.NewGuid()}", $"/api/v1/working-groups/{Guid.NewGuid()}/roles/{Guid.NewGuid()}"])
        {
            (await network.DeleteAsync(path, "\"1\"")).Code.ShouldBe(403, path);
        }
    }

    [Fact]
    public async Task What_the_secretariat_keeps_of_people_agreements_and_joining_links_is_not_read_by_networks()
    {
        var network = await service.NewNetworkAsync();
        var consultation = await service.NewConsultationAsync();
        var session = await service.NewSessionAsync(consultation: consultation.Id);
        var group = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/working-groups", new { name = "Narratives" }));
        var id = $"/api/v1/consultations/{consultation.Id}";

        foreach (var path in (string[])
            [$"{id}/sign-offs", $"{id}/departures", $"{id}/exceptions/{Guid.NewGuid()}", $"{session.Location}/joining-links", $"{session.Location}/roles", $"{group.Location}/roles"])
        {
            (await network.Api.GetAsync(path)).Code.ShouldBe(403, path);
        }
        (await network.Api.GetAsync(group.Location!)).Text("name").ShouldBe("Narratives");
        (await network.Api.GetAsync("/api/v1/working-groups")).Code.ShouldBe(200);
    }
}
