namespace MayorsMechanism.Consultations.Tests;

/// <summary>A consultation planned anew for another cycle.</summary>
public sealed class CloneTests(ConsultationsService service)
{
    [Fact]
    public async Task What_is_a_plan_is_carried_and_nothing_of_people_or_answers()
    {
        var host = await service.TellAsync(Registry.Organisation("Regional Conference on Migration", "regional-process"));
        var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD 2020", chair = "AE", themes = new[] { "a", "b", "c" } });
        var planned = await Planned.NewAsync(service, new
        {
            cycleId = cycle.Id, name = "Puebla 2020", region = "019", template = "regional-consultation", hostProcessId = host.Id, hostChair = "CR",
            objectives = "To hear.", outputs = "A paper.", coHosts = new[] { host.Id }, invitedProcesses = new[] { host.Id },
        });
        var next = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD 2023", chair = "FR" });
        var session = await service.NewSessionAsync(consultation: planned.Consultation.Id);
        await service.NewSessionAsync(consultation: planned.Consultation.Id, body: new { kind = "closing-plenary", date = "2020-06-30", title = new { en = "Closing" }, timeZone = "UTC" });
        await service.GoAsync(await planned.AddAsync("additional"), "cancel");
        await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);
        await service.Secretariat.PostAsync($"{session.Location}/roles", new { role = "moderator", name = "x" });
        await service.Secretariat.SendAsync(HttpMethod.Put, $"{session.Location}/joining-links", new { links = new { en = "https://meet.example.org" } }, ("If-Match", session.ETag));

        var clone = await ConsultationsService.Created(service.Secretariat.PostAsync($"{planned.Path}/clone", new { cycleId = next.Id, name = "Puebla 2023", start = "2023-06-01" }));

        (clone.Text("name"), clone.Text("cycleId"), clone.Text("state"), clone.Text("template")).ShouldBe(("Puebla 2023", next.Id, "planned", "regional-consultation"));
        (clone.Text("hostProcessId"), (string?)clone.Body!["hostChair"], clone.Text("objectives"), clone.Text("outputs")).ShouldBe((host.Id.ToString(), null, "To hear.", "A paper."));
        (clone.Body["coHosts"]!.AsArray().Count, clone.Body["invitedProcesses"]!.AsArray().Count, clone.Body["themes"]!.AsArray().Count).ShouldBe((1, 1, 0));
        // All were made at once: their ids tell no order.
        var sessions = (await service.Secretariat.GetAsync($"{clone.Location}/sessions")).Items.OrderBy(s => (string)s!["date"]!).ToList();
        sessions.Select(s => ((string)s!["kind"]!, (string)s["date"]!, (string)s["state"]!, (string?)s["start"])).ShouldBe(
            [("thematic", "2023-06-01", "tentative", "2023-06-01T14:00:00Z"), ("closing-plenary", "2023-06-20", "tentative", null)]);
        (sessions[0]!["duration"]!.ToString(), sessions[0]!["seats"]!.ToString(), sessions[0]!["title"]!["es"]!.ToString(), sessions[0]!["languages"]!.AsArray().Count)
            .ShouldBe(("PT90M", "3", "Competencias", 2));
        var path = $"/api/v1/sessions/{sessions[0]!["id"]}";
        (await service.Secretariat.GetAsync($"{path}/roles")).Items.ShouldBeEmpty();
        (await service.Secretariat.GetAsync($"{path}/nominations")).Items.ShouldBeEmpty();
        (await service.Secretariat.GetAsync($"{path}/joining-links")).Body!["links"]!.AsObject().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2024-01-15", "2024-01-15T09:00:00Z")] // Winter
    [InlineData("2024-07-15", "2024-07-15T08:00:00Z")] // Summer
    public async Task Sessions_keep_their_time_of_day_whatever_the_clocks_do(string start, string instant)
    {
        var consultation = await service.NewConsultationAsync();
        await service.NewSessionAsync(consultation: consultation.Id, body: new
        {
            kind = "thematic", date = "2020-06-11", title = new { en = "x" }, start = "2020-06-11T08:00:00Z", timeZone = "Europe/Lisbon",
        });

        var clone = await CloneAsync(consultation.Id, consultation.Text("cycleId"), start);

        ((string?)(await service.Secretariat.GetAsync($"{clone.Location}/sessions")).Items.ShouldHaveSingleItem()!["start"]).ShouldBe(instant);
    }

    [Fact]
    public async Task A_time_that_the_clocks_leave_out_is_as_much_later()
    {
        var consultation = await service.NewConsultationAsync();
        await service.NewSessionAsync(consultation: consultation.Id, body: new
        {
            kind = "thematic", date = "2020-06-11", title = new { en = "x" }, start = "2020-06-11T06:30:00Z", timeZone = "America/New_York",
        });

        // At 2:30 in the night from Saturday, when it is 3:00 after 1:59.
        var clone = await CloneAsync(consultation.Id, consultation.Text("cycleId"), "2026-03-08");

        ((string?)(await service.Secretariat.GetAsync($"{clone.Location}/sessions")).Items.ShouldHaveSingleItem()!["start"]).ShouldBe("2026-03-08T07:30:00Z");
    }

    [Fact]
    public async Task A_clone_needs_a_consultation_and_a_cycle()
    {
        var consultation = await service.NewConsultationAsync();

        (await service.Secretariat.PostAsync($"/api/v1/consultations/{consultation.Id}/clone", new { cycleId = Guid.NewGuid(), name = "x", start = "2024-01-01" })).Code.ShouldBe(400);
        (await service.Secretariat.PostAsync($"/api/v1/consultations/{Guid.NewGuid()}/clone", new { cycleId = consultation.Text("cycleId"), name = "x", start = "2024-01-01" }))
            .Code.ShouldBe(404);
    }

    Task<Fixtures.ApiAnswer> CloneAsync(string consultation, string cycleId, string start) =>
        ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/consultations/{consultation}/clone", new { cycleId, name = "Again", start }));
}
