using System.Text.Json.Nodes;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Cycles, consultations and sessions.</summary>
public sealed class PlanningTests(ConsultationsService service)
{
    [Fact]
    public async Task A_theme_that_was_released_stays_in_its_cycle()
    {
        var planned = await Planned.NewAsync(service);
        var session = await planned.AddAsync("thematic", 1);
        await planned.GoAsync("open");
        await ConsultationsService.Created(service.Secretariat.PostAsync($"{planned.Path}/releases", new { changelog = new { en = "First" } }));
        (await service.Secretariat.PatchAsync(session.Location!, new { themeId = planned.Theme(0) }, "*")).Code.ShouldBe(200);
        var cycle = await service.Secretariat.GetAsync($"/api/v1/cycles/{planned.CycleId}");
        var kept = cycle.Body!["themes"]!.AsArray().Where(theme => $"{theme!["id"]}" != planned.Theme(1)).Select(theme => new { id = $"{theme!["id"]}", title = $"{theme["title"]}" });

        (await service.Secretariat.PatchAsync($"/api/v1/cycles/{planned.CycleId}", new { themes = kept }, cycle.ETag)).Rule.ShouldBe("theme-in-use");
    }

    [Theory]
    [InlineData("""["A", { "aliases": ["x"] }]""", "themes[1].title")]
    [InlineData("""["A", { "title": 5 }]""", "themes[1]")]
    [InlineData("""[{ "title": "Skills", "order": 1 }]""", "themes[0]")]
    public async Task What_is_wrong_with_a_theme_is_told_where_it_stands(string themes, string field)
    {
        var refused = await service.Secretariat.PostAsync("/api/v1/cycles", System.Text.Json.Nodes.JsonNode.Parse($$"""{ "name": "GFMD", "chair": "AE", "themes": {{themes}} }"""));

        refused.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
    }

    [Fact]
    public async Task A_theme_is_given_as_a_title_or_with_its_aliases_and_keeps_its_id_when_the_list_changes()
    {
        var cycle = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/cycles",
            """{ "name": "GFMD 2020", "chair": "AE", "term": "2019–2020", "summit": { "from": "2021-01-18", "to": "2021-01-26", "place": "Dubai", "format": "online" }, "themes": ["Labour", { "title": "Skills", "aliases": ["Skilling"] }] }"""));
        var skills = (string)cycle.Body!["themes"]![1]!["id"]!;

        var patched = await service.Secretariat.PatchAsync(cycle.Location!,
            new JsonObject { ["themes"] = new JsonArray("New", new JsonObject { ["id"] = skills, ["title"] = "Skills" }) }, cycle.ETag);

        patched.Code.ShouldBe(200, patched.ToString());
        patched.Body!["themes"]!.AsArray().Select(theme => (string)theme!["title"]!).ShouldBe(["New", "Skills"]);
        ((string)patched.Body["themes"]![1]!["id"]!).ShouldBe(skills);
        (patched.Body["summit"]!["place"]!.ToString(), patched.Body["summit"]!["format"]!.ToString()).ShouldBe(("Dubai", "online"));
        (await service.Secretariat.PatchAsync(cycle.Location!, new { themes = new[] { new { id = Guid.NewGuid(), title = "Foreign" } } }, patched.ETag))
            .Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("themes");
    }

    [Fact]
    public async Task A_theme_that_a_session_is_about_stays()
    {
        var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD", chair = "AE", themes = new[] { "Skills" } });
        var consultation = await service.Secretariat.PostAsync("/api/v1/consultations", new { cycleId = cycle.Id, name = "Puebla", region = "019" });
        await service.NewSessionAsync(consultation: consultation.Id, body: new
        {
            kind = "thematic", date = "2020-06-11", title = new { en = "x" }, timeZone = "UTC", themeId = (string)cycle.Body!["themes"]![0]!["id"]!,
        });

        (await service.Secretariat.PatchAsync(cycle.Location!, new { themes = Array.Empty<string>() }, cycle.ETag)).Rule.ShouldBe("theme-in-use");
    }

    [Fact]
    public async Task A_theme_that_is_taken_while_it_is_removed_stays_or_is_not_taken()
    {
        for (var n = 0; n < 12; n++)
        {
            var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD", chair = "AE", themes = new[] { "Skills" } });
            var consultation = await service.Secretariat.PostAsync("/api/v1/consultations", new { cycleId = cycle.Id, name = "Puebla", region = "019" });
            var themeId = (string)cycle.Body!["themes"]![0]!["id"]!;
            var adding = service.Secretariat.PostAsync($"{consultation.Location}/sessions",
                new { kind = "thematic", date = "2020-06-11", title = new { en = "x" }, timeZone = "UTC", themeId });
            var removing = service.Secretariat.PatchAsync(cycle.Location!, new { themes = Array.Empty<string>() }, cycle.ETag);

            var (added, removed) = (await adding, await removing);

            (added.Code, removed.Code).ShouldBeOneOf([(201, 409), (400, 200)]);
        }
    }

    [Fact]
    public async Task A_theme_that_a_mandate_names_stays()
    {
        var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD", chair = "AE", themes = new[] { "Skills", "Partnerships" } });
        var (city, mayor) = await service.NewMayorAsync();
        await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/mandates", new
        {
            personId = mayor.Id, grantedBy = "The council", organisationId = city.Id, themeId = (string)cycle.Body!["themes"]![0]!["id"]!,
        }));

        (await service.Secretariat.PatchAsync(cycle.Location!, new { themes = new[] { "Partnerships" } }, cycle.ETag)).Rule.ShouldBe("theme-in-use");
    }

    [Theory]
    [InlineData("""[{ "title": "Skills", "aliases": [""] }]""", "themes[0].aliases")]
    [InlineData("""["Skills", { "title": " " }]""", "themes[1].title")]
    public async Task A_theme_that_does_not_fit_is_refused(string themes, string field)
    {
        var answer = await service.Secretariat.PostAsync("/api/v1/cycles", $$"""{ "name": "GFMD", "chair": "AE", "themes": {{themes}} }""");

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
    }

    [Fact]
    public async Task A_consultation_goes_its_way_one_step_at_a_time_and_others_are_told()
    {
        var consultation = await service.NewConsultationAsync(open: false);
        (await service.Secretariat.PostAsync($"{consultation.Location}/start", ifMatch: consultation.ETag)).Rule.ShouldBe("consultation-state");

        var now = consultation;
        foreach (var (verb, state) in new[] { ("open", "open"), ("start", "under-way"), ("close", "closed"), ("publish", "published") })
        {
            now = await service.GoAsync(now, verb);
            now.Text("state").ShouldBe(state);
        }

        (await service.Secretariat.PostAsync($"{consultation.Location}/publish", ifMatch: now.ETag)).Rule.ShouldBe("consultation-state");
        var id = Guid.Parse(consultation.Id);
        var told = await service.Elsewhere.HearAsync<ConsultationChanged>(c => c.Id == id && c.Version == 5);
        (told.State, told.Name).ShouldBe(("published", "Puebla Process"));
    }

    [Fact]
    public async Task Others_are_told_of_a_cycle_and_of_all_that_a_consultation_is_known_by()
    {
        var host = await service.TellAsync(Registry.Organisation("Regional Conference on Migration", "regional-process"));
        var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD 2020", chair = "AE", themes = new[] { "Labour", "Skills" } });
        var consultation = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/consultations", new
        {
            cycleId = cycle.Id, name = "Puebla", region = "019", hostProcessId = host.Id, hostChair = "CR", objectives = "To hear cities.",
            outputs = "A paper.", coHosts = new[] { host.Id }, invitedProcesses = new[] { host.Id },
        }));
        (consultation.Text("kind"), consultation.Text("outputs")).ShouldBe(("regional-consultation", "A paper."));
        ((string?)consultation.Body!["invitedProcesses"]![0]).ShouldBe(host.Id.ToString());
        await service.Secretariat.PatchAsync(cycle.Location!, new { chair = "MA" }, cycle.ETag);

        var (cycleId, id) = (Guid.Parse(cycle.Id), Guid.Parse(consultation.Id));
        var changed = await service.Elsewhere.HearAsync<CycleChanged>(c => c.Id == cycleId && c.Version == 2);
        (changed.Name, changed.Chair).ShouldBe(("GFMD 2020", "MA"));
        changed.Themes.Select(theme => theme.Title).ShouldBe(["Labour", "Skills"]);
        var told = await service.Elsewhere.HearAsync<ConsultationChanged>(c => c.Id == id);
        (told.CycleId, told.Region, told.HostProcessId, told.HostChair, told.Objectives).ShouldBe((cycleId, "019", host.Id, "CR", "To hear cities."));
        (told.Kind, told.Outputs, told.CoHosts.ShouldHaveSingleItem()).ShouldBe(("regional-consultation", "A paper.", host.Id));
    }

    [Theory]
    [InlineData("mayoral-forum")]
    [InlineData("summit-session")]
    public async Task Other_kinds_of_consultations_are_planned_alike_and_found_by_their_kind(string kind)
    {
        var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD", chair = "EC" });
        await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/consultations", new { cycleId = cycle.Id, name = "Region", region = "019" }));

        var planned = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/consultations", new { cycleId = cycle.Id, name = "x", region = "001", kind }));

        planned.Text("kind").ShouldBe(kind);
        (await service.Secretariat.GetAsync($"/api/v1/consultations?cycle={cycle.Id}&kind={kind}")).Items.ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(planned.Id);
    }

    [Fact]
    public async Task A_session_comes_back_as_it_was_given_and_others_are_told()
    {
        var session = await service.NewSessionAsync();

        (session.Text("start"), session.Text("duration"), session.Text("timeZone")).ShouldBe(("2020-06-11T14:00:00Z", "PT90M", "America/Costa_Rica"));
        (await service.Secretariat.GetAsync(session.Location!)).Body!.ToJsonString().ShouldBe(session.Body!.ToJsonString());
        var id = Guid.Parse(session.Id);
        var told = await service.Elsewhere.HearAsync<SessionChanged>(s => s.Id == id);
        (told.Duration, told.Start, told.State).ShouldBe((TimeSpan.FromMinutes(90), new DateTimeOffset(2020, 6, 11, 14, 0, 0, default), "tentative"));
        var patched = await service.Secretariat.PatchAsync(session.Location!, """{ "start": "2020-06-11T23:30:00-06:00", "title": { "pt": "Competências", "en": null } }""", session.ETag);
        patched.Text("start").ShouldBe("2020-06-12T05:30:00Z");
        patched.Body!["title"]!.AsObject().Select(title => title.Key).ShouldBe(["es", "pt"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{ "start": "2020-06-11T05:59:00Z" }""", "start")] // The evening before in Costa Rica
    [InlineData("""{ "start": "2020-06-11T14:00:00" }""", "start")]
    [InlineData("""{ "duration": "PT0M" }""", "duration")]
    [InlineData("""{ "duration": "PT24H1M" }""", "duration")]
    [InlineData("""{ "duration": "90" }""", "duration")]
    [InlineData("""{ "timeZone": "Central America Standard Time" }""", "timeZone")]
    [InlineData("""{ "timeZone": "Nowhere/City" }""", "timeZone")]
    [InlineData("""{ "seats": 1001 }""", "seats")]
    [InlineData("""{ "seats": -1 }""", "seats")]
    [InlineData("""{ "title": { "english": "x" } }""", "title")]
    [InlineData("""{ "languages": ["english"] }""", "languages")]
    [InlineData("""{ "themeId": "01970000-0000-7000-8000-000000000000" }""", "themeId")]
    [InlineData("""{ "moderator": "x" }""", "moderator")]
    [InlineData("""{ "joiningLinks": { "en": "https://meet.example.org" } }""", "joiningLinks")]
    [InlineData("""{ "kind": "opening-plenary", "themeId": "01970000-0000-7000-8000-000000000000" }""", "themeId")]
    public async Task A_session_that_does_not_fit_is_refused(string patch, string field)
    {
        var session = await service.NewSessionAsync();

        var answer = await service.Secretariat.PatchAsync(session.Location!, patch, session.ETag);

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
    }

    [Theory]
    [InlineData("""{ "name": "x", "region": "019" }""", "cycleId")]
    [InlineData("""{ "cycleId": "01970000-0000-7000-8000-000000000000", "name": "x", "region": "999" }""", "region")]
    [InlineData("""{ "cycleId": "01970000-0000-7000-8000-000000000000", "name": "x", "region": "019", "hostChair": "XX" }""", "hostChair")]
    [InlineData("""{ "cycleId": "01970000-0000-7000-8000-000000000000", "name": "x", "region": "019" }""", "cycleId")]
    [InlineData("""{ "cycleId": "KNOWN", "name": "x", "region": "001", "kind": "mayoral-forum", "template": "regional-consultation" }""", "template")]
    [InlineData("""{ "cycleId": "KNOWN", "name": "x", "region": "001", "kind": "working-group-meeting" }""", "workingGroupId")]
    [InlineData("""{ "cycleId": "KNOWN", "name": "x", "region": "001", "kind": "working-group-meeting", "workingGroupId": "01970000-0000-7000-8000-000000000000" }""", "workingGroupId")]
    [InlineData("""{ "cycleId": "KNOWN", "name": "x", "region": "001", "workingGroupId": "01970000-0000-7000-8000-000000000000" }""", "workingGroupId")]
    [InlineData("""{ "cycleId": "KNOWN", "name": "x", "region": "019", "kind": "webinar" }""", "kind")]
    public async Task A_consultation_that_does_not_fit_is_refused(string body, string field)
    {
        var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD", chair = "AE" });

        var answer = await service.Secretariat.PostAsync("/api/v1/consultations", body.Replace("KNOWN", cycle.Id));

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
    }

    [Fact]
    public async Task Seats_that_are_taken_are_not_taken_away()
    {
        var session = await service.NewSessionAsync();
        await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);

        (await service.Secretariat.PatchAsync(session.Location!, new { seats = 0 }, session.ETag)).Rule.ShouldBe("seats-taken");
        (await service.Secretariat.PatchAsync(session.Location!, new { seats = 1 }, session.ETag)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_host_process_is_known_or_the_plan_waits_for_nothing()
    {
        var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD", chair = "AE" });
        var host = await service.TellAsync(Registry.Organisation("Puebla Process", "regional-process"));

        (await service.Secretariat.PostAsync("/api/v1/consultations", new { cycleId = cycle.Id, name = "x", region = "019", hostProcessId = host.Id })).Code.ShouldBe(201);
        var unknown = await service.Secretariat.PostAsync("/api/v1/consultations", new { cycleId = cycle.Id, name = "x", region = "019", hostProcessId = Guid.NewGuid() });
        unknown.Rule.ShouldBe("reference-not-yet-known");
        unknown.Headers.RetryAfter.ShouldNotBeNull();
        (await service.Secretariat.PostAsync("/api/v1/consultations", new { cycleId = cycle.Id, name = "x", region = "019", coHosts = new[] { Guid.NewGuid() } }))
            .Text("detail").ShouldContain("coHosts");
    }
}
