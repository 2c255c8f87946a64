using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Outcomes.Tests;

/// <summary>What a paper is assembled of.</summary>
public sealed class PaperTests(OutcomesService service)
{
    [Fact]
    public async Task A_draft_is_assembled_of_all_that_is_known_of_the_consultation()
    {
        var story = await Story.BeginAsync(service);
        var opening = await service.TellAsync(Told.Session(story.Consultation.Id, "opening-plenary", "Opening", day: 10));
        var additional = await service.TellAsync(Told.Session(story.Consultation.Id, "additional", "Cities", day: 12));
        var later = await service.TellAsync(Told.Session(story.Consultation.Id, title: "Later that day", hour: 18));
        var open = await service.TellAsync(Told.Session(story.Consultation.Id, title: "At an hour not known", hour: null));
        var closing = await service.TellAsync(Told.Session(story.Consultation.Id, "closing-plenary", "Closing", day: 14));
        await service.TellAsync(Told.Session(story.Consultation.Id, title: "Cancelled", day: 13) with { State = "cancelled" });
        var across = await story.PostAsync("key-messages", story.CrossCutting());
        var legal = await story.PostAsync("key-messages", story.CrossCutting("legal-framework"));
        var contribution = await story.PostAsync("contributions", story.Contribution());
        var message = await story.PostAsync("key-messages", story.Message(backing: contribution.Id));
        var quote = await story.ApprovedQuoteAsync(message.Id);
        var spoken = await service.TellAsync(Told.Person("Óscar Abel"));
        await story.SeatAsync(spoken, closing);

        var draft = (await story.DraftAsync(await story.NewPaperAsync())).Body!["document"]!;

        ((string?)draft["title"]!["es"], (string?)draft["introduction"]!["en"], (int?)draft["number"], draft["releasedAt"]).ShouldBe(("Panorama", "What cities brought.", 0, null));
        ((string?)draft["cycle"]!["name"], (string?)draft["cycle"]!["chair"], (string?)draft["cycle"]!["themes"]![1]).ShouldBe(("GFMD 2020", "AE", "Skills"));
        ((string?)draft["consultation"]!["name"], (string?)draft["consultation"]!["hostProcess"], (string?)draft["consultation"]!["hostChair"], (string?)draft["consultation"]!["objective"])
            .ShouldBe(("Puebla Process Consultation", "Regional Conference on Migration", "CR", "To hear cities."));
        Ids(draft["dates"]!, "sessionId").ShouldBe(new[] { opening, story.Session, later, open, additional, closing }.Select(s => s.Id.ToString()));
        Ids(draft["topics"]!, "sessionId").ShouldBe(new[] { story.Session, later, open, additional, closing }.Select(s => s.Id.ToString()), "plenaries are topics when somebody spoke there");
        draft["crossCutting"]!.AsArray().Select(part => ((string?)part!["category"], (string?)part["messages"]![0]!["id"]))
            .ShouldBe([("legal-framework", legal.Id), ("local-data", across.Id)]);
        var topic = draft["topics"]![0]!;
        ((string?)topic["messages"]![0]!["id"], (string?)topic["messages"]![0]!["contributions"]![0]).ShouldBe((message.Id, contribution.Id));
        ((string?)topic["quotes"]![0]!["id"], (string?)topic["quotes"]![0]!["messageId"], (string?)topic["quotes"]![0]!["name"]).ShouldBe((quote.Id, message.Id, "Ana Souza"));
        var representative = topic["representatives"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)representative["nominationId"], (string?)representative["personId"], (string?)representative["name"]).ShouldBe(
            (story.Nomination.Id.ToString(), story.Mayor.Id.ToString(), "Ana Souza"));
        ((string?)representative["title"], (string?)representative["organisation"], (string?)representative["country"]).ShouldBe(("Mayor", "City of Tierra", "CR"));
    }

    [Fact]
    public async Task Representatives_are_those_who_accepted_by_name_as_merges_have_it()
    {
        var story = await Story.BeginAsync(service, "Zoe");
        var (alvaro, beto, declined) = (await service.TellAsync(Told.Person("Álvaro")), await service.TellAsync(Told.Person("beto")), await service.TellAsync(Told.Person("Declined")));
        await story.SeatAsync(beto);
        await story.SeatAsync(alvaro);
        foreach (var state in (string[])["proposed", "confirmed", "declined", "withdrawn"]) await story.SeatAsync(declined, state: state);
        var paper = await story.NewPaperAsync();
        Names(await story.DraftAsync(paper)).ShouldBe(["Álvaro", "beto", "Zoe"]);

        var kept = await service.TellAsync(Told.Person("Ana Zoe"));
        await service.TellAsync(story.Mayor with { Version = 2, Status = "merged", CanonicalId = kept.Id });
        var joined = await service.TellAsync(Told.Organisation("Metropolis"));
        await service.TellAsync(story.City with { Version = 2, Status = "merged", CanonicalId = joined.Id });

        var draft = await story.DraftAsync(paper);
        Names(draft).ShouldBe(["Álvaro", "Ana Zoe", "beto"]);
        Representatives(draft).Select(part => (string?)part!["organisation"]).Distinct().ShouldBe(["Metropolis"]);

        await service.TellAsync(story.Mayor with { Version = 3 });
        Names(await story.DraftAsync(paper)).ShouldBe(["Álvaro", "beto", "Zoe"]);
    }

    [Fact]
    public async Task Who_attended_stands_there_under_the_name_of_the_plate_and_who_stayed_away_does_not()
    {
        var story = await Story.BeginAsync(service, "Zoe");
        var absent = await service.TellAsync(Told.Person("Absent"));
        await story.SeatAsync(absent, state: "absent");
        var paper = await story.NewPaperAsync();

        await service.TellAsync(story.Nomination with { Version = 4, State = "attended", NameAsPrinted = "Dr. Zoe Souza" });

        Names(await story.DraftAsync(paper)).ShouldBe(["Dr. Zoe Souza"]);
        (await service.Secretariat.PostAsync("/api/v1/contributions", story.Contribution())).Code.ShouldBe(201);
        (await service.Secretariat.PostAsync("/api/v1/contributions", story.Contribution(absent.Id))).Rule.ShouldBe("not-seated");
    }

    [Fact]
    public async Task Who_does_not_consent_to_their_name_stands_without_it()
    {
        var story = await Story.BeginAsync(service);
        await story.ApprovedQuoteAsync();
        var paper = await story.NewPaperAsync();
        var before = await story.DraftAsync(paper);

        await service.TellAsync(story.Mayor with { Version = 2, Consents = [new() { Use = "name", Granted = false }, new() { Use = "quote", Granted = true }] });

        var after = await story.DraftAsync(paper);
        var part = Representatives(after).ShouldHaveSingleItem()!;
        (part["name"], part["personId"], (string?)part["organisation"]).ShouldBe((null, null, "City of Tierra"));
        var quote = after.Body!["document"]!["topics"]![0]!["quotes"]!.AsArray().ShouldHaveSingleItem()!;
        (quote["name"], quote["personId"], (string?)quote["affiliation"]).ShouldBe((null, null, "City of Tierra"));
        after.Body.ToJsonString().ShouldNotContain("Ana Souza");
        after.Text("digest").ShouldNotBe(before.Text("digest"));
    }

    [Fact]
    public async Task A_nominee_who_is_not_known_here_yet_holds_the_draft_up()
    {
        var story = await Story.BeginAsync(service);
        var unknown = Told.Person("Unknown");
        await story.SeatAsync(unknown);
        var paper = await story.NewPaperAsync();

        (await service.Secretariat.GetAsync($"{paper.Location}/draft")).Rule.ShouldBe("reference-not-yet-known");
        await service.TellAsync(unknown);
        Names(await story.DraftAsync(paper)).ShouldContain("Unknown");
    }

    [Fact]
    public async Task Equal_drafts_have_equal_digests_and_any_change_another()
    {
        var story = await Story.BeginAsync(service);
        var message = await story.PostAsync("key-messages", story.Message());
        var paper = await story.NewPaperAsync();
        var digest = (await story.DraftAsync(paper)).Text("digest");
        digest.ShouldMatch("^[0-9a-f]{64}$");

        (await story.DraftAsync(paper)).Text("digest").ShouldBe(digest);
        await service.TellAsync(story.Session with { Version = 2, Title = new() { ["es"] = story.Session.Title["es"], ["en"] = story.Session.Title["en"] } });
        (await story.DraftAsync(paper)).Text("digest").ShouldBe(digest, "the order of languages says nothing");
        var changed = await Story.Ok(service.Secretariat.PatchAsync(message.Location!, new { lead = new { en = "Otherwise." } }, message.ETag));
        (await story.DraftAsync(paper)).Text("digest").ShouldNotBe(digest);
        await Story.Ok(service.Secretariat.PatchAsync(message.Location!, new { lead = new { en = "A card for everybody." } }, changed.ETag));
        (await story.DraftAsync(paper)).Text("digest").ShouldBe(digest);
    }

    [Fact]
    public async Task A_paper_s_own_texts_are_changed_and_its_consultation_is_not()
    {
        var (story, other) = (await Story.BeginAsync(service), await Story.BeginAsync(service));
        var paper = await story.NewPaperAsync();
        (paper.Body!["releases"]!.GetValue<int>(), paper.Body["signOffs"]!.AsArray().Count).ShouldBe((0, 0));

        (await service.Secretariat.PatchAsync(paper.Location!, new { consultationId = other.Consultation.Id }, paper.ETag)).Body!["errors"]!["consultationId"].ShouldNotBeNull();
        (await service.Secretariat.PatchAsync(paper.Location!, new { title = new { en = new string('x', 301) } }, paper.ETag)).Body!["errors"]!["title"].ShouldNotBeNull();
        var changed = await Story.Ok(service.Secretariat.PatchAsync(paper.Location!, """{ "title": { "fr": "Aperçu", "es": null }, "introduction": null, "mechanism": { "en": "m" } }""", paper.ETag));

        changed.Body!["title"]!.AsObject().Select(text => text.Key).ShouldBe(["en", "fr"], ignoreOrder: true);
        (changed.Body["introduction"], (string?)changed.Body["mechanism"]!["en"]).ShouldBe((null, "m"));
        (await service.Secretariat.GetAsync($"/api/v1/papers?consultationId={story.Consultation.Id}")).Items.ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(paper.Id);
    }

    [Fact]
    public async Task A_draft_is_given_out_as_a_file_too_and_an_unknown_form_is_nothing()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();

        var json = await Story.Ok(service.Secretariat.GetAsync($"{paper.Location}/draft.json"));

        ((string?)json.Body!["paperId"], json.Headers.CacheControl!.NoStore).ShouldBe((paper.Id, true));
        (await service.Secretariat.GetAsync($"{paper.Location}/draft.exe")).Code.ShouldBe(404);
        (await service.Secretariat.GetAsync($"{paper.Location}/draft.json?language=klingon")).Body!["errors"]!["language"].ShouldNotBeNull();
        (await service.Secretariat.GetAsync($"/api/v1/papers/{Guid.NewGuid()}/draft")).Code.ShouldBe(404);
    }

    static IEnumerable<string?> Ids(JsonNode list, string name) => list.AsArray().Select(item => (string?)item![name]);

    static JsonArray Representatives(ApiAnswer draft) => draft.Body!["document"]!["topics"]![0]!["representatives"]!.AsArray();

    static IEnumerable<string?> Names(ApiAnswer draft) => Representatives(draft).Select(part => (string?)part!["name"]);
}
