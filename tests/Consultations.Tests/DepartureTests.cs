namespace MayorsMechanism.Consultations.Tests;

/// <summary>How a consultation departs from the template it was planned in, and who answers for it.</summary>
public sealed class DepartureTests(ConsultationsService service)
{
    [Fact]
    public async Task A_consultation_in_the_form_of_its_template_has_none()
    {
        var planned = await WholeAsync();

        (await planned.DeparturesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_consultation_of_2020_departs_in_four_ways_and_each_is_answered_for()
    {
        var planned = await WholeAsync();
        var narratives = await planned.AddAsync("additional", date: "2020-06-18");
        var closing = await planned.AddAsync("closing-session");
        string[] keys = ["topic-sessions.4", $"additional-session.{narratives.Id}", $"theme-outside.{narratives.Id}", $"closing-session.{closing.Id}"];
        (await planned.DeparturesAsync()).ShouldBe(keys.Select(key => (key, false)));

        foreach (var key in keys) await ConsultationsService.Created(planned.AgreeAsync(key));

        (await planned.DeparturesAsync()).ShouldBe(keys.Select(key => (key, true)));
        var shown = (await service.Secretariat.GetAsync($"{planned.Path}/departures")).Items[0]!;
        ((int)shown["expected"]!, (int)shown["actual"]!, (string)shown["rule"]!).ShouldBe((3, 4, "topic-sessions"));
        var agreed = shown["exception"]!;
        ((string)agreed["reason"]!, (string)agreed["agreedBy"]!, (string)agreed["recorded"]!["date"]!, (string)agreed["recorded"]!["evidence"]!)
            .ShouldBe(("The region asked for it", "Chair and host", "2020-05-12", "Letter 17"));
    }

    [Fact]
    public async Task Each_rule_of_the_form_is_looked_at()
    {
        var planned = await Planned.NewAsync(service);
        await planned.SelectAsync(1, 3, 4);
        var selected = (int[])[1, 3, 4];
        (await planned.DeparturesAsync()).Select(departure => departure.Key).ShouldBe(
            ["opening-missing", "topic-sessions.0", .. selected.Select(theme => $"theme-without-session.{planned.Theme(theme)}"), "closing-missing"]);

        await planned.AddAsync("opening-plenary");
        await planned.AddAsync("opening-plenary");
        await planned.AddAsync("thematic", 1);
        await planned.AddAsync("thematic", 3);
        var other = await planned.AddAsync("thematic", 0);
        var none = await planned.AddAsync("thematic", date: "2020-06-12");
        await planned.AddAsync("closing-plenary");
        await planned.AddAsync("closing-plenary");

        (await planned.DeparturesAsync()).Select(departure => departure.Key).ShouldBe(
            ["opening-repeated.2", "topic-sessions.4", $"theme-not-selected.{other.Id}.{planned.Theme(0)}", $"theme-outside.{none.Id}",
                $"theme-without-session.{planned.Theme(4)}", "closing-repeated.2"]);
    }

    [Fact]
    public async Task An_exception_for_one_theme_is_none_for_another()
    {
        var planned = await Planned.NewAsync(service);
        await planned.SelectAsync(0, 1, 2);
        var session = await planned.AddAsync("thematic", 3);
        var key = $"theme-not-selected.{session.Id}.{planned.Theme(3)}";
        await ConsultationsService.Created(planned.AgreeAsync(key));
        (await planned.DeparturesAsync()).ShouldContain((key, true));

        (await service.Secretariat.PatchAsync(session.Location!, new { themeId = planned.Theme(4) }, session.ETag)).Code.ShouldBe(200);

        (await planned.DeparturesAsync()).ShouldContain(($"theme-not-selected.{session.Id}.{planned.Theme(4)}", false));
    }

    [Fact]
    public async Task An_exception_for_four_sessions_is_none_for_five_and_a_cancelled_one_does_not_count()
    {
        var planned = await WholeAsync();
        await planned.AddAsync("thematic", 1);
        await planned.AgreeAsync("topic-sessions.4");

        var fifth = await planned.AddAsync("thematic", 1);
        (await planned.DeparturesAsync()).ShouldBe([("topic-sessions.5", false)]);
        await service.GoAsync(fifth, "cancel");

        (await planned.DeparturesAsync()).ShouldBe([("topic-sessions.4", true)]);
    }

    [Fact]
    public async Task An_exception_answers_for_a_departure_that_there_is_once_and_can_be_removed()
    {
        var planned = await Planned.NewAsync(service);
        (await planned.AgreeAsync("closing-session.4")).Code.ShouldBe(400);
        var first = await ConsultationsService.Created(planned.AgreeAsync("opening-missing"));
        (await planned.AgreeAsync("opening-missing")).Rule.ShouldBe("exception-recorded");
        (await planned.AgreeAsync("closing-missing", new { channel = "mail", date = DateOnly.FromDateTime(DateTime.UtcNow.AddDays(2)) })).Code.ShouldBe(400);
        (await service.Secretariat.GetAsync(first.Location!)).Text("departure").ShouldBe("opening-missing");
        (await service.Secretariat.DeleteAsync(first.Location!)).Code.ShouldBe(428);

        (await service.Secretariat.DeleteAsync(first.Location!, first.ETag)).Code.ShouldBe(204);

        (await service.Secretariat.GetAsync(first.Location!)).Code.ShouldBe(404);
        (await planned.AgreeAsync("opening-missing")).Code.ShouldBe(201);
    }

    [Fact]
    public async Task Departures_block_nothing_and_a_consultation_without_a_template_has_none()
    {
        var planned = await Planned.NewAsync(service);
        var free = await service.NewConsultationAsync(open: false);

        (await planned.GoAsync("open")).Code.ShouldBe(200);
        (await service.Secretariat.GetAsync($"{free.Location}/departures")).Items.ShouldBeEmpty();
        (await service.Secretariat.GetAsync($"/api/v1/consultations/{Guid.NewGuid()}/departures")).Code.ShouldBe(404);
    }

    async Task<Planned> WholeAsync()
    {
        var planned = await Planned.NewAsync(service);
        await planned.SelectAsync(1, 3, 4);
        await planned.AddAsync("opening-plenary", date: "2020-06-04");
        foreach (var theme in (int[])[1, 3, 4]) await planned.AddAsync("thematic", theme);
        await planned.AddAsync("closing-plenary", date: "2020-06-30");
        return planned;
    }
}
