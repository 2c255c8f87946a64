using System.Text.Json.Nodes;
using System.Net.Http.Headers;
using System.Text;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Who is asked to take part, and what they answer.</summary>
public sealed class InvitationTests(ConsultationsService service)
{
    const string Later = "2099-01-01T00:00:00Z";

    [Fact]
    public async Task An_invitation_is_made_once_and_told_and_answered_by_the_network_that_it_is_to()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync();
        var body = new { consultationId = session.Text("consultationId"), sessionId = session.Id, organisationId = network.Id, deadline = Later };

        var invitation = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/invitations", body));

        var id = Guid.Parse(invitation.Id);
        var told = await service.Elsewhere.HearAsync<InvitationChanged>(i => i.Id == id);
        (told.State, told.OrganisationId, told.Session!["en"], told.Reminders).ShouldBe(("open", network.Id, "Skilling migrants", 0));
        (await service.Secretariat.PostAsync("/api/v1/invitations", body)).Body!["errors"]!["organisationId"].ShouldNotBeNull();
        var accepted = await network.Api.PostAsync($"{invitation.Location}/accept", ifMatch: invitation.ETag);
        (accepted.Text("state"), accepted.Body!["recorded"]).ShouldBe(("accepted", null));
        (await network.Api.PostAsync($"{invitation.Location}/decline", ifMatch: accepted.ETag)).Rule.ShouldBe("invitation-state");
        await service.Elsewhere.HearAsync<InvitationChanged>(i => i.Id == id && i.State == "accepted");
    }

    [Fact]
    public async Task A_network_sees_what_its_members_are_asked_and_answers_for_itself_alone()
    {
        var (network, stranger) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var (city, _) = await service.NewMayorAsync(network.Id);
        var consultation = await service.NewConsultationAsync();
        var invitation = await InviteAsync(consultation, city.Id);

        (await network.Api.GetAsync(invitation.Location!)).Code.ShouldBe(200);
        (await network.Api.GetAsync($"/api/v1/invitations?consultation={consultation.Id}&state=open")).Items.Count.ShouldBe(1);
        (await stranger.Api.GetAsync(invitation.Location!)).Code.ShouldBe(404);
        (await stranger.Api.GetAsync("/api/v1/invitations")).Items.Count.ShouldBe(0);
        foreach (var verb in new[] { "accept", "decline" })
        {
            (await network.Api.PostAsync($"{invitation.Location}/{verb}", ifMatch: invitation.ETag)).Code.ShouldBe(403);
            (await stranger.Api.PostAsync($"{invitation.Location}/{verb}", ifMatch: invitation.ETag)).Code.ShouldBe(404);
        }
    }

    [Fact]
    public async Task The_secretariat_records_an_answer_for_others_also_after_the_deadline_and_a_network_s_own_comes_too_late()
    {
        var network = await service.NewNetworkAsync();
        var consultation = await service.NewConsultationAsync();
        var late = await InviteAsync(consultation, network.Id, "2020-01-01T00:00:00Z");
        (await network.Api.PostAsync($"{late.Location}/accept", ifMatch: late.ETag)).Rule.ShouldBe("invitation-over");
        (await network.Api.PostAsync($"{late.Location}/accept", new { recorded = new { channel = "phone", date = "2020-01-01" } }, late.ETag)).Code.ShouldBe(403);

        var declined = await service.Secretariat.PostAsync($"{late.Location}/decline",
            new { reason = "No delegation this year", recorded = new { channel = "mail", date = "2020-01-03", evidence = "Note verbale 12" } }, late.ETag);

        (declined.Text("state"), declined.Text("reason"), $"{declined.Body!["recorded"]!["evidence"]}").ShouldBe(("declined", "No delegation this year", "Note verbale 12"));
        foreach (var seen in (JsonNode[])[(await network.Api.GetAsync(late.Location!)).Body!, (await network.Api.GetAsync("/api/v1/invitations")).Items[0]!])
        {
            ($"{seen["recorded"]!["channel"]}", $"{seen["recorded"]!["evidence"]}{seen["recorded"]!["by"]}").ShouldBe(("mail", ""), "on what ground is the secretariat's");
        }
    }

    [Fact]
    public async Task Of_many_all_are_invited_or_none_and_each_that_cannot_be_is_named()
    {
        var consultation = await service.NewConsultationAsync();
        var cities = new List<Guid>();
        foreach (var _ in Enumerable.Range(0, 3)) cities.Add((await service.NewMayorAsync()).City.Id);
        var retired = await service.TellAsync(Registry.Organisation("Gone", "municipality") with { Status = "retired" });
        Guid[] mixed = [cities[0], Guid.NewGuid(), cities[0], retired.Id];

        var refused = await service.Secretariat.PostAsync("/api/v1/invitations/bulk", new { consultationId = consultation.Id, organisationIds = mixed, deadline = Later });
        var invited = await service.Secretariat.PostAsync("/api/v1/invitations/bulk", new { consultationId = consultation.Id, organisationIds = cities, deadline = Later });

        refused.Body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["organisationIds[1]", "organisationIds[2]", "organisationIds[3]"], ignoreOrder: true);
        invited.Body!["invitations"]!.AsArray().Select(invitation => Guid.Parse($"{invitation!["organisationId"]}")).ShouldBe(cities);
        (await service.Secretariat.GetAsync($"/api/v1/invitations?consultation={consultation.Id}")).Items.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_file_names_them_by_id_or_by_name_and_is_taken_whole_or_not_at_all()
    {
        var consultation = await service.NewConsultationAsync();
        var name = $"Município de São José {Guid.NewGuid():N}";
        var named = await service.TellAsync(Registry.Organisation(name, "municipality"));
        var twice = $"San José {Guid.NewGuid():N}";
        foreach (var _ in Enumerable.Range(0, 2)) await service.TellAsync(Registry.Organisation(twice, "municipality"));
        var (byId, _) = await service.NewMayorAsync();

        var refused = await ImportAsync(consultation, $"note,organisation\r\na,{name.ToUpperInvariant()}\r\nb,{twice}\r\nc,Nowhere at all\r\nd,No\0where\r\n");
        var none = await ImportAsync(consultation, "name\r\nX\r\n");
        var imported = await ImportAsync(consultation, $"note,Organisation\r\n\"a, b\",\"{name.ToUpperInvariant()}\"\r\n,{byId.Id}\r\n");

        refused.Body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["rows[2].organisation", "rows[3].organisation", "rows[4].organisation"]);
        none.Code.ShouldBe(400);
        imported.Code.ShouldBe(200, imported.ToString());
        (await service.Secretariat.GetAsync($"/api/v1/invitations?consultation={consultation.Id}")).Items
            .Select(invitation => Guid.Parse($"{invitation!["organisationId"]}")).ShouldBe([named.Id, byId.Id], ignoreOrder: true);
        var bytes = await ImportAsync(consultation, [0x6f, 0xff, 0xfe, 0x00, 0x0a]);
        bytes.Code.ShouldBe(400, bytes.ToString());
    }

    [Fact]
    public async Task Chosen_ones_who_did_not_answer_are_reminded_and_the_others_named_with_the_reason()
    {
        var consultation = await service.NewConsultationAsync();
        var open = await InviteAsync(consultation, (await service.NewMayorAsync()).City.Id);
        var untouched = await InviteAsync(consultation, (await service.NewMayorAsync()).City.Id);
        var answered = await InviteAsync(consultation, (await service.NewMayorAsync()).City.Id);
        await service.Secretariat.PostAsync($"{answered.Location}/accept", ifMatch: answered.ETag);
        var withdrawn = await InviteAsync(consultation, (await service.NewMayorAsync()).City.Id);
        await service.Secretariat.PostAsync($"{withdrawn.Location}/withdraw", ifMatch: withdrawn.ETag);
        var over = await InviteAsync(consultation, (await service.NewMayorAsync()).City.Id, "2020-01-01T00:00:00Z");
        var unknown = Guid.NewGuid().ToString();

        var answer = await service.Secretariat.PostAsync("/api/v1/invitations/reminders", new { ids = new[] { open.Id, answered.Id, withdrawn.Id, over.Id, unknown } });

        answer.Body!["reminded"]!.AsArray().Select(id => $"{id}").ShouldBe([open.Id]);
        answer.Body["refused"]!.AsArray().Select(refused => $"{refused!["id"]} {refused["rule"]}").ShouldBe(
            [$"{answered.Id} invitation-answered", $"{withdrawn.Id} invitation-state", $"{over.Id} invitation-over", $"{unknown} unknown-invitation"]);
        (await service.Secretariat.GetAsync(open.Location!)).Body!["reminders"]!.GetValue<int>().ShouldBe(1);
        (await service.Secretariat.GetAsync(untouched.Location!)).Body!["reminders"]!.GetValue<int>().ShouldBe(0);
        var id = Guid.Parse(open.Id);
        await service.Elsewhere.HearAsync<InvitationChanged>(i => i.Id == id && i.Reminders == 1);
    }

    [Fact]
    public async Task Inviting_reminding_and_taking_back_are_the_secretariat_s()
    {
        var network = service.Client(TestTokens.Network((await service.NewNetworkAsync()).Id, "consultations:read", "consultations:write", "nominations:write"));
        foreach (var path in new[] { "", "/bulk", "/reminders", $"/{Guid.NewGuid()}/withdraw" })
        {
            (await network.PostAsync($"/api/v1/invitations{path}", new { }, "\"1\"")).Code.ShouldBe(403, path);
        }
        (await network.PatchAsync($"/api/v1/invitations/{Guid.NewGuid()}", new { }, "\"1\"")).Code.ShouldBe(403);
        var token = TestTokens.Network(Guid.NewGuid(), "consultations:read", "consultations:write", "nominations:write");
        (await ImportAsync(await service.NewConsultationAsync(), "organisation\r\n"u8.ToArray(), token)).Code.ShouldBe(403);
    }

    [Fact]
    public async Task Whoever_is_invited_reads_to_what_before_the_consultation_opens()
    {
        var (network, stranger) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var session = await service.NewSessionAsync(consultation: (await service.NewConsultationAsync(open: false)).Id);
        var consultation = session.Text("consultationId");
        var to = new { consultationId = consultation, sessionId = session.Id, organisationId = network.Id, deadline = Later };
        var invitation = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/invitations", to));

        var occasion = await network.Api.GetAsync($"{invitation.Location}/occasion");

        (await network.Api.GetAsync($"/api/v1/consultations/{consultation}")).Code.ShouldBe(404);
        (occasion.Text("consultation"), occasion.Text("date"), occasion.Text("start"), occasion.Text("timeZone"), (string?)occasion.Body!["session"]!["es"])
            .ShouldBe(("Puebla Process", "2020-06-11", "2020-06-11T14:00:00Z", "America/Costa_Rica", "Competencias"));
        (await stranger.Api.GetAsync($"{invitation.Location}/occasion")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task A_name_in_a_file_is_found_in_any_case_that_the_database_knows_and_empty_rows_are_passed_over()
    {
        var consultation = await service.NewConsultationAsync();
        var (dotted, accented) = ($"İstanbul {Guid.NewGuid():n}", $"MÉRIDA {Guid.NewGuid():n}");
        foreach (var name in new[] { dotted, accented }) await service.TellAsync(Registry.Organisation(name, "municipality"));

        var invited = await ImportAsync(consultation, $"organisation,contact\r\n{dotted},\r\n,\r\n{accented.ToLowerInvariant()},\r\n,\r\n");
        var refused = await ImportAsync(consultation, $"organisation,contact\r\n,\r\nNobody,\r\n");

        invited.Code.ShouldBe(200, invited.ToString());
        invited.Body!["invitations"]!.AsArray().Count.ShouldBe(2);
        refused.Body!["errors"]!.AsObject().Single().Key.ShouldBe("rows[2].organisation", "rows are numbered as in the file");
    }

    [Theory]
    [InlineData("2099-01-01T02:00:00")]
    [InlineData("2099-01-01")]
    [InlineData("1969-12-31T23:59:59Z")]
    public async Task The_deadline_of_a_file_is_an_instant_of_our_time(string deadline)
    {
        var refused = await ImportAsync(await service.NewConsultationAsync(), "organisation\r\n"u8.ToArray(), deadline: deadline);

        refused.Code.ShouldBe(400);
        refused.Body!["errors"]!.AsObject().ShouldContainKey("deadline");
    }

    async Task<ApiAnswer> InviteAsync(ApiAnswer consultation, Guid organisation, string deadline = Later) => await ConsultationsService.Created(
        service.Secretariat.PostAsync("/api/v1/invitations", new { consultationId = consultation.Id, organisationId = organisation, deadline }));

    Task<ApiAnswer> ImportAsync(ApiAnswer consultation, string csv) => ImportAsync(consultation, Encoding.UTF8.GetBytes(csv));

    async Task<ApiAnswer> ImportAsync(ApiAnswer consultation, byte[] csv, string? token = null, string deadline = "2099-01-01T02:00:00+02:00")
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/api/v1/invitations/imports?consultation={consultation.Id}&deadline={Uri.EscapeDataString(deadline)}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? TestTokens.Secretariat("consultations:write"));
        request.Content = new ByteArrayContent(csv);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var response = await service.Secretariat.Http.SendAsync(request);
        return await ApiAnswer.ReadAsync(response);
    }
}
