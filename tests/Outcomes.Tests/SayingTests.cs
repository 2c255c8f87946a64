using System.Diagnostics;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Outcomes.Tests;

/// <summary>Contributions and key messages.</summary>
public sealed class SayingTests(OutcomesService service)
{
    [Fact]
    public async Task A_contribution_comes_back_as_it_was_given_is_changed_found_and_deleted()
    {
        var story = await Story.BeginAsync(service);
        var made = await story.PostAsync("contributions", story.Contribution());

        (made.Text("consultationId"), made.Text("attribution"), made.ETag).ShouldBe((story.Consultation.Id.ToString(), "named", "\"1\""));
        var changed = await Story.Ok(service.Secretariat.PatchAsync(made.Location!, new { text = "Otra cosa.", translations = new { pt = "Outra coisa." } }, made.ETag));
        (changed.Text("text"), (string?)changed.Body!["translations"]!["pt"], changed.ETag).ShouldBe(("Otra cosa.", "Outra coisa.", "\"2\""));
        foreach (var filter in (string[])[$"sessionId={story.Session.Id}", $"consultationId={story.Consultation.Id}", $"personId={story.Mayor.Id}"])
        {
            (await service.Secretariat.GetAsync($"/api/v1/contributions?{filter}")).Items.ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(made.Id, filter);
        }
        (await service.Secretariat.GetAsync($"/api/v1/contributions?personId={Guid.NewGuid()}")).Items.ShouldBeEmpty();

        (await service.Secretariat.DeleteAsync(made.Location!)).Code.ShouldBe(428);
        (await service.Secretariat.DeleteAsync(made.Location!, made.ETag)).Code.ShouldBe(412);
        (await service.Secretariat.DeleteAsync(made.Location!, changed.ETag)).Code.ShouldBe(204);
        (await service.Secretariat.GetAsync(made.Location!)).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Only_who_has_accepted_a_seat_in_the_session_contributes()
    {
        var story = await Story.BeginAsync(service);
        var elsewhere = await service.TellAsync(Told.Session(story.Consultation.Id, day: 12));
        var (confirmed, elsewhereSeated, nobody) = (await service.TellAsync(Told.Person("C")), await service.TellAsync(Told.Person("E")), await service.TellAsync(Told.Person("N")));
        await story.SeatAsync(confirmed, state: "confirmed");
        await story.SeatAsync(elsewhereSeated, elsewhere);

        foreach (var person in new[] { confirmed, elsewhereSeated, nobody })
        {
            (await service.Secretariat.PostAsync("/api/v1/contributions", story.Contribution(person.Id))).Rule.ShouldBe("not-seated", person.Name);
        }
        var made = await story.PostAsync("contributions", story.Contribution());
        (await service.Secretariat.PatchAsync(made.Location!, new { personId = nobody.Id }, made.ETag)).Rule.ShouldBe("not-seated");
        (await service.Secretariat.PatchAsync(made.Location!, new { sessionId = elsewhere.Id }, made.ETag)).Rule.ShouldBe("not-seated");
        ErrorsOf(await service.Secretariat.PatchAsync(made.Location!, new { personId = (Guid?)null }, made.ETag)).ShouldBe(["personId"]);
    }

    [Fact]
    public async Task Who_was_merged_into_somebody_with_a_seat_has_it_too()
    {
        var story = await Story.BeginAsync(service);
        var merged = await service.TellAsync(Told.Person("A. Souza"));
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = story.Mayor.Id });

        var made = await story.PostAsync("contributions", story.Contribution(merged.Id));

        (await service.Secretariat.GetAsync($"/api/v1/contributions?personId={story.Mayor.Id}")).Items.ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(made.Id);
    }

    [Theory]
    [InlineData("contributions", "sessionId")]
    [InlineData("contributions", "personId")]
    [InlineData("contributions", "onBehalfOf")]
    [InlineData("key-messages", "consultationId")]
    [InlineData("quotes", "sessionId")]
    [InlineData("quotes", "personId")]
    [InlineData("papers", "consultationId")]
    public async Task A_record_that_is_not_known_here_is_waited_for_and_then_refused(string path, string field)
    {
        var story = await Story.BeginAsync(service);
        var body = System.Text.Json.JsonSerializer.SerializeToNode(path switch
        {
            "contributions" => story.Contribution(),
            "key-messages" => story.CrossCutting(),
            "quotes" => story.Quote(),
            _ => new { consultationId = story.Consultation.Id, title = new { en = "x" } },
        })!;
        body[field] = Guid.NewGuid();

        var answer = await service.Secretariat.PostAsync($"/api/v1/{path}", body);

        (answer.Rule, answer.Headers.RetryAfter?.ToString()).ShouldBe(("reference-not-yet-known", "5"), answer.ToString());
        answer.Text("detail").ShouldStartWith(field);
    }

    [Fact]
    public async Task A_person_who_arrives_a_moment_later_is_waited_for()
    {
        // The service waits two seconds. An event that took this machine nearly as long shows nothing, and another person is tried.
        for (var left = 20; await ArriveAsync() > TimeSpan.FromSeconds(1.5); left--) left.ShouldBeGreaterThan(0);
    }

    async Task<TimeSpan> ArriveAsync()
    {
        var story = await Story.BeginAsync(service);
        var late = Told.Person("Late");
        await story.SeatAsync(late);

        var clock = Stopwatch.StartNew();
        var recording = service.Secretariat.PostAsync("/api/v1/contributions", story.Contribution(late.Id));
        await Task.Delay(400, TestContext.Current.CancellationToken);
        await service.TellAsync(late);
        var took = clock.Elapsed;

        var recorded = await recording;
        if (took <= TimeSpan.FromSeconds(1.5)) recorded.Code.ShouldBe(201);
        return took;
    }

    [Fact]
    public async Task A_contribution_that_backs_a_message_stays_until_the_message_lets_it_go()
    {
        var story = await Story.BeginAsync(service);
        var contribution = await story.PostAsync("contributions", story.Contribution());
        var message = await story.PostAsync("key-messages", story.Message(backing: contribution.Id));
        (await service.Secretariat.DeleteAsync(contribution.Location!, contribution.ETag)).Rule.ShouldBe("backs-a-message");

        await Story.Ok(service.Secretariat.PatchAsync(message.Location!, new { backing = Array.Empty<object>() }, message.ETag));

        (await service.Secretariat.DeleteAsync(contribution.Location!, contribution.ETag)).Code.ShouldBe(204);
    }

    [Fact]
    public async Task Of_a_message_that_names_a_contribution_and_its_deletion_at_once_one_is_refused()
    {
        var story = await Story.BeginAsync(service);
        for (var round = 0; round < 10; round++)
        {
            var contribution = await story.PostAsync("contributions", story.Contribution());

            var writing = service.Secretariat.PostAsync("/api/v1/key-messages", story.Message(backing: contribution.Id));
            var deleting = service.Secretariat.DeleteAsync(contribution.Location!, contribution.ETag);

            ((await writing).Code, (await deleting).Code).ShouldBeOneOf((201, 409), (400, 204));
        }
    }

    [Fact]
    public async Task A_message_comes_back_as_it_was_given_and_messages_are_listed_in_their_order()
    {
        var story = await Story.BeginAsync(service);
        var contribution = await story.PostAsync("contributions", story.Contribution());
        var last = await story.PostAsync("key-messages", story.Message("No order"));
        var second = await story.PostAsync("key-messages", story.Message("Second", 2, contribution.Id));
        var first = await story.PostAsync("key-messages", new
        {
            consultationId = story.Consultation.Id, placement = new { category = "local-data" }, lead = new { en = "First", es = "Primero" },
            body = new { en = "Body" }, points = new[] { new { en = "Point" } }, order = 1, tags = new { gcm = new[] { 1, 23 }, sdg = new[] { "10.7", "16.b" } },
        });
        var alsoSecond = await story.PostAsync("key-messages", story.Message("Also second", 2));

        (first.Text("consultationId"), (string?)first.Body!["placement"]!["category"], (string?)first.Body["points"]![0]!["en"]).ShouldBe((story.Consultation.Id.ToString(), "local-data", "Point"));
        first.Body["tags"]!["sdg"]!.AsArray().Select(target => (string?)target).ShouldBe(["10.7", "16.b"]);
        ((string?)second.Body!["backing"]![0]!["contributionId"]).ShouldBe(contribution.Id);
        List<string> listed = [];
        for (var after = ""; ;)
        {
            var page = await service.Secretariat.GetAsync($"/api/v1/key-messages?consultationId={story.Consultation.Id}&limit=1{after}");
            listed.AddRange(page.Items.Select(item => (string)item!["id"]!));
            if (page.Body!["next"] is not { } next) break;
            after = $"&after={next}";
        }
        listed.ShouldBe([first.Id, second.Id, alsoSecond.Id, last.Id]);
        (await service.Secretariat.GetAsync($"/api/v1/key-messages?sessionId={story.Session.Id}")).Items.Count.ShouldBe(3);
        (await service.Secretariat.GetAsync($"/api/v1/key-messages?consultationId={story.Consultation.Id}&category=local-data")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_does_not_fit_a_message_is_named()
    {
        var (story, other) = (await Story.BeginAsync(service), await Story.BeginAsync(service));
        var foreign = await other.PostAsync("contributions", other.Contribution());
        var consultationId = story.Consultation.Id;
        var lead = new { en = "x" };
        object category = new { category = "other" };

        await RefusedAsync(new { consultationId, lead, placement = new { } }, "placement", "Place the message either");
        await RefusedAsync(new { consultationId, lead, placement = new { sessionId = story.Session.Id, category = "other" } }, "placement", "Place the message either");
        await RefusedAsync(new { consultationId, lead, placement = new { sessionId = other.Session.Id } }, "placement.sessionId", "session of the same consultation");
        await RefusedAsync(new { consultationId, lead, placement = category, backing = new[] { new { contributionId = Guid.NewGuid().ToString() } } }, "backing", "Name contributions");
        await RefusedAsync(new { consultationId, lead, placement = category, backing = new[] { new { contributionId = foreign.Id } } }, "backing", "Name contributions");
        foreach (var number in (int[])[0, 24]) await RefusedAsync(new { consultationId, lead, placement = category, tags = new { gcm = new[] { number } } }, "tags.gcm", "from 1 to 23");
        foreach (var target in (string[])["10", "10.", "18.1", "0.1", "10.7 ", "10.aa", "10.7\n", "x"])
        {
            await RefusedAsync(new { consultationId, lead, placement = category, tags = new { sdg = new[] { target } } }, "tags.sdg", "such as 10.7");
        }
        await RefusedAsync(new { consultationId, lead = new { }, placement = category }, "lead", "at least one text");
        await RefusedAsync(new { consultationId, lead, placement = category, points = new object[] { lead, new { english = "x" } } }, "points", "at least one text");

        async Task RefusedAsync(object body, string field, string says)
        {
            var answer = await service.Secretariat.PostAsync("/api/v1/key-messages", body);
            answer.Code.ShouldBe(400, answer.ToString());
            var error = answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem();
            (error.Key, ((string)error.Value![0]!).Contains(says, StringComparison.Ordinal)).ShouldBe((field, true), answer.ToString());
        }
    }

    [Fact]
    public async Task A_message_moves_between_topic_and_category_but_not_to_another_consultation()
    {
        var (story, other) = (await Story.BeginAsync(service), await Story.BeginAsync(service));
        var message = await story.PostAsync("key-messages", story.Message());

        ErrorsOf(await service.Secretariat.PatchAsync(message.Location!, new { consultationId = other.Consultation.Id }, message.ETag)).ShouldBe(["consultationId"]);
        ErrorsOf(await service.Secretariat.PatchAsync(message.Location!, new { placement = new { category = "other" } }, message.ETag)).ShouldBe(["placement"]);
        var moved = await Story.Ok(service.Secretariat.PatchAsync(message.Location!,
            """{ "placement": { "sessionId": null, "category": "regional-cooperation" } }""", message.ETag));

        ((string?)moved.Body!["placement"]!["category"], moved.Body["placement"]!["sessionId"]).ShouldBe(("regional-cooperation", null));
    }

    static IEnumerable<string> ErrorsOf(ApiAnswer answer)
    {
        answer.Code.ShouldBe(400, answer.ToString());
        return answer.Body!["errors"]!.AsObject().Select(error => error.Key);
    }
}
