using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Who speaks for whom.</summary>
public sealed class MandateTests(ConsultationsService service)
{
    [Fact]
    public async Task A_mandate_backs_a_nomination_that_says_the_same()
    {
        var session = await service.NewSessionAsync();
        var (_, mayor) = await service.NewMayorAsync();
        var spokenFor = await service.TellAsync(Registry.Organisation("An association", "civil-society"));
        var consultation = session.Text("consultationId");
        foreach (var scope in new object[] { new { }, new { consultationId = consultation }, new { sessionId = session.Id } })
        {
            var mandate = await EnterAsync(service.Secretariat, mayor, spokenFor.Id, scope);
            var nomination = await ProposeAsync(session, mayor, spokenFor.Id, mandate.Id);

            nomination.Code.ShouldBe(201, nomination.ToString());
            (nomination.Text("mandateId"), WarningTests.CodesOf(nomination).Contains("mandate-missing")).ShouldBe((mandate.Id, false));
            (await service.Secretariat.DeleteAsync(mandate.Location!, mandate.ETag)).Rule.ShouldBe("mandate-in-use");
            await service.GoAsync(nomination, "withdraw");
        }
    }

    [Fact]
    public async Task One_that_says_something_else_is_refused_with_the_rule_it_breaks()
    {
        var (session, elsewhere) = (await service.NewSessionAsync(), await service.NewSessionAsync());
        var (_, mayor) = await service.NewMayorAsync();
        var (_, another) = await service.NewMayorAsync();
        var spokenFor = await service.TellAsync(Registry.Organisation("An association", "civil-society"));
        var general = new { };

        async Task<string?> RuleOfAsync(ApiAnswer mandate) => (await ProposeAsync(session, mayor, spokenFor.Id, mandate.Id)).Rule;

        (await RuleOfAsync(await EnterAsync(service.Secretariat, another, spokenFor.Id, general))).ShouldBe("mandate-of-another-person");
        (await RuleOfAsync(await EnterAsync(service.Secretariat, mayor, mayor.Positions[0].OrganisationId, general))).ShouldBe("mandate-for-another-organisation");
        (await RuleOfAsync(await EnterAsync(service.Secretariat, mayor, spokenFor.Id, new { to = "2020-06-10" }))).ShouldBe("mandate-not-valid-then");
        (await RuleOfAsync(await EnterAsync(service.Secretariat, mayor, spokenFor.Id, new { from = "2020-06-12" }))).ShouldBe("mandate-not-valid-then");
        (await RuleOfAsync(await EnterAsync(service.Secretariat, mayor, spokenFor.Id, new { sessionId = elsewhere.Id }))).ShouldBe("mandate-out-of-scope");
        (await RuleOfAsync(await EnterAsync(service.Secretariat, mayor, spokenFor.Id, new { consultationId = elsewhere.Text("consultationId") }))).ShouldBe("mandate-out-of-scope");
        (await ProposeAsync(session, mayor, spokenFor.Id, Guid.NewGuid().ToString())).Body!["errors"]!["mandateId"].ShouldNotBeNull();
        // Whoever the Mechanism nominates may speak for it.
        (await ProposeAsync(session, mayor, spokenFor.Id, (await EnterAsync(service.Secretariat, mayor, null, general)).Id)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task After_a_merge_it_is_the_mandate_of_whoever_speaks_for_both()
    {
        var session = await service.NewSessionAsync();
        var (city, kept) = await service.NewMayorAsync();
        var merged = await service.TellAsync(Registry.Person(city.Id, "A. Souza", null));
        var mandate = await EnterAsync(service.Secretariat, merged, city.Id, new { });
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = kept.Id });

        (await ProposeAsync(session, kept, city.Id, mandate.Id)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task A_network_enters_and_changes_those_of_its_own_people_for_organisations_it_knows()
    {
        var (own, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var (city, mayor) = await service.NewMayorAsync(own.Id);
        var (_, theirs) = await service.NewMayorAsync(other.Id);

        var mandate = await EnterAsync(own.Api, mayor, city.Id, new { from = "2020-01-01" });

        mandate.Text("enteredBy").ShouldBe(own.Id.ToString());
        (await own.Api.GetAsync($"/api/v1/mandates?person={mayor.Id}")).Items.Count.ShouldBe(1);
        (await other.Api.GetAsync(mandate.Location!)).Code.ShouldBe(404);
        (await other.Api.PatchAsync(mandate.Location!, new { grantedBy = "X" }, mandate.ETag)).Code.ShouldBe(404);
        (await own.Api.PostAsync("/api/v1/mandates", new { personId = theirs.Id, grantedBy = "Council", organisationId = city.Id })).Rule.ShouldBe("reference-not-yet-known");
        (await own.Api.PostAsync("/api/v1/mandates", new { personId = mayor.Id, grantedBy = "Council" })).Code.ShouldBe(403);
        var ofSecretariat = await EnterAsync(service.Secretariat, mayor, city.Id, new { });
        (await own.Api.GetAsync(ofSecretariat.Location!)).Code.ShouldBe(200);
        (await own.Api.PatchAsync(ofSecretariat.Location!, new { grantedBy = "X" }, ofSecretariat.ETag)).Code.ShouldBe(403);
        var changed = await own.Api.PatchAsync(mandate.Location!, new { to = "2020-12-31" }, mandate.ETag);
        changed.Text("to").ShouldBe("2020-12-31");
        (await own.Api.PatchAsync(mandate.Location!, new { to = "2019-12-31" }, changed.ETag)).Body!["errors"]!["to"].ShouldNotBeNull();
        (await own.Api.DeleteAsync(mandate.Location!, changed.ETag)).Code.ShouldBe(204);
    }

    [Fact]
    public async Task It_is_for_one_thing_or_for_all()
    {
        var session = await service.NewSessionAsync();
        var (city, mayor) = await service.NewMayorAsync();

        var both = await service.Secretariat.PostAsync("/api/v1/mandates",
            new { personId = mayor.Id, grantedBy = "Council", organisationId = city.Id, sessionId = session.Id, consultationId = session.Text("consultationId") });
        var nowhere = await service.Secretariat.PostAsync("/api/v1/mandates", new { personId = mayor.Id, grantedBy = "Council", organisationId = city.Id, themeId = Guid.NewGuid() });

        (both.Code, nowhere.Code).ShouldBe((400, 400));
        nowhere.Body!["errors"]!["themeId"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_network_ends_the_mandate_of_whoever_has_left()
    {
        var network = await service.NewNetworkAsync();
        var (city, mayor) = await service.NewMayorAsync(network.Id);
        var mandate = await ConsultationsService.Created(network.Api.PostAsync("/api/v1/mandates", new { personId = mayor.Id, grantedBy = "Council", organisationId = city.Id }));
        var yesterday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1);
        await service.TellAsync(mayor with { Version = 2, Positions = [mayor.Positions[0] with { To = yesterday }] });

        (await network.Api.PatchAsync(mandate.Location!, new { to = yesterday }, mandate.ETag)).Code.ShouldBe(200);
        (await network.Api.PatchAsync(mandate.Location!, new { organisationId = Guid.CreateVersion7() }, "*")).Rule.ShouldBe("reference-not-yet-known");
    }

    [Fact]
    public async Task The_file_that_shows_it_comes_back_to_those_who_see_the_mandate_until_it_is_removed_or_replaced()
    {
        var (own, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var (city, mayor) = await service.NewMayorAsync(own.Id);
        var mandate = await EnterAsync(own.Api, mayor, city.Id, new { });
        var path = $"{mandate.Location}/document";
        (await own.Api.GetAsync(path)).Code.ShouldBe(404);

        var attached = await AttachAsync(own, path, "%PDF-1.7 a resolution"u8.ToArray(), mandate.ETag!);
        (attached.Code, $"{attached.Body!["document"]!["name"]}", $"{attached.Body["document"]!["mediaType"]}").ShouldBe((200, "resolution.pdf", "application/pdf"));
        (await AttachAsync(own, path, "%PDF-1.7 another"u8.ToArray(), mandate.ETag!)).Code.ShouldBe(412);
        (await AttachAsync(other, path, "%PDF-1.7 theirs"u8.ToArray(), attached.ETag!)).Code.ShouldBe(404);
        (await other.Api.GetAsync(path)).Code.ShouldBe(404);
        (await AttachAsync(own, path, [0, 1, 2, 3], attached.ETag!)).Code.ShouldBe(415);
        (await own.Api.GetAsync(path)).ContentType.ShouldBe("application/pdf");

        var replaced = await AttachAsync(own, path, "Only words"u8.ToArray(), attached.ETag!);
        replaced.Code.ShouldBe(200, replaced.ToString());
        (await own.Api.GetAsync(path)).ContentType.ShouldBe("text/plain");
        (await other.Api.DeleteAsync(path, replaced.ETag)).Code.ShouldBe(404);
        var removed = await own.Api.DeleteAsync(path, replaced.ETag);
        removed.Body!["document"].ShouldBeNull();
        (await own.Api.GetAsync(path)).Code.ShouldBe(404);
    }

    static async Task<ApiAnswer> AttachAsync(NetworkClient network, string path, byte[] file, string ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{path}?name=resolution.pdf");
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", network.Token);
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        request.Content = new ByteArrayContent(file);
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/octet-stream");
        using var response = await network.Api.Http.SendAsync(request);
        return await ApiAnswer.ReadAsync(response);
    }

    static Task<ApiAnswer> EnterAsync(ApiClient client, PersonChanged person, Guid? organisation, object more)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();
        (body["personId"], body["grantedBy"], body["organisationId"]) = (person.Id, "City council", organisation);
        return ConsultationsService.Created(client.PostAsync("/api/v1/mandates", body));
    }

    Task<ApiAnswer> ProposeAsync(ApiAnswer session, PersonChanged person, Guid onBehalfOf, string mandate) =>
        service.Secretariat.PostAsync($"/api/v1/sessions/{session.Id}/nominations",
            new { personId = person.Id, positionId = person.Positions[0].Id, onBehalfOf, mandateId = mandate });
}
