using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Who does what in sessions and in working groups.</summary>
public sealed class RoleTests(ConsultationsService service)
{
    [Fact]
    public async Task A_session_has_co_chairs_a_moderator_an_expert_and_a_rapporteur_from_the_registry_or_as_printed()
    {
        var session = await service.NewSessionAsync();
        var (city, mayor) = await service.NewMayorAsync();
        await GiveAsync(session, new { role = "co-chair", organisationId = city.Id });
        await GiveAsync(session, new { role = "co-chair", personId = mayor.Id });
        await GiveAsync(session, new { role = "moderator", personId = mayor.Id });
        await GiveAsync(session, new { role = "thematic-expert", name = "T. Expert", affiliation = "A university" });
        await GiveAsync(session, new { role = "rapporteur", name = "R. Writer" });

        var roles = (await service.Secretariat.GetAsync($"{session.Location}/roles?count=true")).Items;

        roles.Select(role => ((string)role!["role"]!, (string)role["name"]!)).ShouldBe(
            [("co-chair", "A city"), ("co-chair", "Ana Souza"), ("moderator", "Ana Souza"), ("thematic-expert", "T. Expert"), ("rapporteur", "R. Writer")]);
        ((string?)roles[3]!["affiliation"]).ShouldBe("A university");
        ((string?)roles[2]!["canonicalPersonId"]).ShouldBe(mayor.Id.ToString());
    }

    [Fact]
    public async Task A_role_that_is_one_person_s_is_given_once_and_again_after_it_was_taken_away()
    {
        var session = await service.NewSessionAsync();
        var (_, mayor) = await service.NewMayorAsync();
        var first = await GiveAsync(session, new { role = "moderator", personId = mayor.Id });
        (await service.Secretariat.GetAsync(first.Location!)).Text("name").ShouldBe("Ana Souza");
        (await TryAsync(session, new { role = "moderator", name = "Another" })).Rule.ShouldBe("role-taken");
        await GiveAsync(session, new { role = "co-chair", personId = mayor.Id });
        (await TryAsync(session, new { role = "co-chair", personId = mayor.Id })).Rule.ShouldBe("role-held");
        (await service.Secretariat.DeleteAsync(first.Location!)).Code.ShouldBe(428);

        (await service.Secretariat.DeleteAsync(first.Location!, first.ETag)).Code.ShouldBe(204);

        await GiveAsync(session, new { role = "moderator", name = "Another" });
        (await service.Secretariat.DeleteAsync(first.Location!, first.ETag)).Code.ShouldBe(404);
    }

    [Theory]
    [InlineData("""{ "role": "member", "name": "x" }""", "role")]
    [InlineData("""{ "role": "chair", "name": "x" }""", "role")]
    [InlineData("""{ "role": "moderator" }""", "personId")]
    [InlineData("""{ "role": "moderator", "name": "x", "organisationId": "01970000-0000-7000-8000-000000000000" }""", "personId")]
    [InlineData("""{ "role": "moderator", "name": " " }""", "name")]
    [InlineData("""{ "role": "moderator", "organisationId": "01970000-0000-7000-8000-000000000000", "affiliation": "x" }""", "affiliation")]
    public async Task A_role_that_does_not_fit_is_refused(string body, string field)
    {
        var session = await service.NewSessionAsync();

        var answer = await TryAsync(session, body);

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
    }

    [Fact]
    public async Task Somebody_whom_the_registry_never_told_of_is_waited_for_and_then_refused()
    {
        var session = await service.NewSessionAsync();

        (await TryAsync(session, new { role = "moderator", personId = Guid.NewGuid() })).Rule.ShouldBe("reference-not-yet-known");
        (await TryAsync(session, new { role = "co-chair", organisationId = Guid.NewGuid() })).Rule.ShouldBe("reference-not-yet-known");
        (await service.Secretariat.PostAsync($"/api/v1/sessions/{Guid.NewGuid()}/roles", new { role = "rapporteur", name = "x" })).Code.ShouldBe(404);
    }

    [Fact]
    public async Task After_a_merge_the_role_is_that_of_whoever_speaks_for_the_person()
    {
        var session = await service.NewSessionAsync();
        var (city, kept) = await service.NewMayorAsync(name: "Ana de Souza");
        var merged = await service.TellAsync(Registry.Person(city.Id, "A. Souza", null));
        await GiveAsync(session, new { role = "moderator", personId = merged.Id });

        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = kept.Id });

        var role = (await service.Secretariat.GetAsync($"{session.Location}/roles")).Items.ShouldHaveSingleItem()!;
        ((string)role["name"]!, (string)role["personId"]!, (string)role["canonicalPersonId"]!).ShouldBe(("Ana de Souza", merged.Id.ToString(), kept.Id.ToString()));
    }

    [Fact]
    public async Task A_working_group_has_terms_co_chairs_members_and_meetings()
    {
        var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD", chair = "AE" });
        var group = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/working-groups", new { name = "Narratives", termsOfReference = "To listen." }));
        var other = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/working-groups", new { name = "Climate" }));
        var canada = await service.TellAsync(Registry.Organisation("Government of Canada", "national-government"));
        var (_, mayor) = await service.NewMayorAsync();

        await GiveAsync(group, new { role = "co-chair", organisationId = canada.Id });
        await GiveAsync(group, new { role = "member", personId = mayor.Id });
        (await TryAsync(group, new { role = "member", personId = mayor.Id })).Rule.ShouldBe("role-held");
        (await TryAsync(group, new { role = "moderator", personId = mayor.Id })).Code.ShouldBe(400);
        var meeting = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/consultations",
            new { cycleId = cycle.Id, name = "First meeting", region = "001", kind = "working-group-meeting", workingGroupId = group.Id }));

        (await service.Secretariat.GetAsync($"{group.Location}/roles")).Items.Select(role => (string)role!["name"]!).ShouldBe(["Government of Canada", "Ana Souza"]);
        (await service.Secretariat.GetAsync($"{other.Location}/roles")).Items.ShouldBeEmpty();
        (await service.Secretariat.GetAsync($"/api/v1/consultations?workingGroup={group.Id}")).Items.ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(meeting.Id);
        var patched = await service.Secretariat.PatchAsync(group.Location!, new { termsOfReference = "To listen, and to answer." }, group.ETag);
        (patched.Text("name"), patched.Text("termsOfReference")).ShouldBe(("Narratives", "To listen, and to answer."));
        (await service.Secretariat.PatchAsync(group.Location!, new { name = "x" }, group.ETag)).Code.ShouldBe(412);
    }

    [Fact]
    public async Task A_role_of_one_is_not_taken_away_through_another()
    {
        var (session, elsewhere) = (await service.NewSessionAsync(), await service.NewSessionAsync());
        var group = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/working-groups", new { name = "Narratives" }));
        var role = await GiveAsync(session, new { role = "moderator", name = "x" });

        foreach (var path in (string[])[$"{elsewhere.Location}/roles/{role.Id}", $"{group.Location}/roles/{role.Id}", $"/api/v1/working-groups/{session.Id}/roles/{role.Id}"])
        {
            (await service.Secretariat.DeleteAsync(path, role.ETag)).Code.ShouldBe(404, path);
        }
        (await service.Secretariat.GetAsync($"/api/v1/working-groups/{session.Id}/roles")).Code.ShouldBe(404);
    }

    Task<ApiAnswer> GiveAsync(ApiAnswer owner, object body) => ConsultationsService.Created(TryAsync(owner, body));

    Task<ApiAnswer> TryAsync(ApiAnswer owner, object body) => service.Secretariat.PostAsync($"{owner.Location}/roles", body);
}
