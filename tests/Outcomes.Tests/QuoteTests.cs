using System.Globalization;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Outcomes.Tests;

public sealed class QuoteTests(OutcomesService service)
{
    [Fact]
    public async Task An_approval_is_recorded_for_the_speaker_and_can_be_taken_back()
    {
        var story = await Story.BeginAsync(service);
        var quote = await story.PostAsync("quotes", story.Quote());
        (quote.Text("consultationId"), quote.Body!["approval"], quote.Body["paraphrase"]!.GetValue<bool>()).ShouldBe((story.Consultation.Id.ToString(), null, true));
        (await service.Secretariat.PostAsync($"{quote.Location}/withdraw-approval", ifMatch: quote.ETag)).Rule.ShouldBe("not-approved");

        var approve = new { channel = "in-person", date = "2020-07-02", evidence = "Said so at the closing." };
        (await service.Secretariat.PostAsync($"{quote.Location}/approve", approve)).Code.ShouldBe(428);
        var approved = await Story.Ok(service.Secretariat.PostAsync($"{quote.Location}/approve", approve, quote.ETag));

        var approval = approved.Body!["approval"]!;
        ((string?)approval["channel"], (string?)approval["date"], (string?)approval["evidence"]).ShouldBe(("in-person", "2020-07-02", "Said so at the closing."));
        Guid.TryParse((string?)approval["recordedBy"], out _).ShouldBeTrue();
        approval["recordedAt"]!.GetValue<DateTimeOffset>().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(10));
        (await service.Secretariat.PostAsync($"{quote.Location}/approve", approve, approved.ETag)).Rule.ShouldBe("already-approved");
        (await Story.Ok(service.Secretariat.PostAsync($"{quote.Location}/withdraw-approval", ifMatch: approved.ETag))).Body!["approval"].ShouldBeNull();
    }

    [Theory]
    [InlineData("""{ "wording": "Other words." }""")]
    [InlineData("""{ "language": "pt" }""")]
    [InlineData("""{ "translations": { "en": "Otherwise." } }""")]
    [InlineData("""{ "translations": { "fr": "En plus." } }""")]
    [InlineData("""{ "translations": null }""")]
    [InlineData("""{ "paraphrase": false }""")]
    [InlineData("""{ "name": "A. Souza" }""")]
    [InlineData("""{ "affiliation": null }""")]
    public async Task Whoever_changes_what_is_printed_clears_its_approval(string patch)
    {
        var quote = await (await Story.BeginAsync(service)).ApprovedQuoteAsync();
        quote.Body!["approval"].ShouldNotBeNull();

        var changed = await Story.Ok(service.Secretariat.PatchAsync($"/api/v1/quotes/{quote.Id}", patch, quote.ETag));

        changed.Body!["approval"].ShouldBeNull();
    }

    [Fact]
    public async Task Where_a_quote_stands_is_not_for_its_speaker_to_approve()
    {
        var story = await Story.BeginAsync(service);
        var message = await story.PostAsync("key-messages", story.Message());
        var quote = await story.ApprovedQuoteAsync();

        var placed = await Story.Ok(service.Secretariat.PatchAsync($"/api/v1/quotes/{quote.Id}", new { messageId = message.Id, wording = "Nadie es forastero." }, quote.ETag));

        (placed.Text("messageId"), placed.Body!["approval"] is null).ShouldBe((message.Id, false));
    }

    [Fact]
    public async Task Who_spoke_is_for_the_speaker_to_approve()
    {
        var story = await Story.BeginAsync(service);
        var other = await service.TellAsync(Told.Person("Other"));
        var quote = await story.ApprovedQuoteAsync();

        (await Story.Ok(service.Secretariat.PatchAsync($"/api/v1/quotes/{quote.Id}", new { personId = other.Id }, quote.ETag))).Body!["approval"].ShouldBeNull();
    }

    [Fact]
    public async Task A_quote_stands_under_a_message_of_its_session_and_survives_it()
    {
        var (story, other) = (await Story.BeginAsync(service), await Story.BeginAsync(service));
        var foreign = await other.PostAsync("key-messages", other.Message());
        var across = await story.PostAsync("key-messages", story.CrossCutting());
        var message = await story.PostAsync("key-messages", story.Message());
        foreach (var wrong in (string[])[foreign.Id, across.Id, Guid.NewGuid().ToString()])
        {
            (await service.Secretariat.PostAsync("/api/v1/quotes", story.Quote(wrong))).Body!["errors"]!["messageId"].ShouldNotBeNull();
        }
        var quote = await story.PostAsync("quotes", story.Quote(message.Id));

        (await service.Secretariat.DeleteAsync(message.Location!, message.ETag)).Code.ShouldBe(204);

        var left = await service.Secretariat.GetAsync(quote.Location!);
        (left.Body!["messageId"], left.ETag).ShouldBe((null, "\"2\""));
        (await service.Secretariat.DeleteAsync(quote.Location!, left.ETag)).Code.ShouldBe(204);
        (await service.Secretariat.GetAsync($"/api/v1/quotes?consultationId={story.Consultation.Id}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_quote_needs_its_speaker_and_a_name_and_an_approval_a_day_that_has_come()
    {
        var story = await Story.BeginAsync(service);
        (await ErrorAsync(new { sessionId = story.Session.Id, language = "es", wording = "x", name = "Ana" })).ShouldBe("personId");
        (await ErrorAsync(new { sessionId = story.Session.Id, language = "es", wording = "x", personId = story.Mayor.Id })).ShouldBe("name");
        var quote = await story.PostAsync("quotes", story.Quote());
        var ahead = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(2).ToString("O", CultureInfo.InvariantCulture);
        (await service.Secretariat.PostAsync($"{quote.Location}/approve", new { channel = "email", date = ahead }, quote.ETag)).Body!["errors"]!["date"].ShouldNotBeNull();
        (await service.Secretariat.PostAsync($"{quote.Location}/approve", new { channel = "dream", date = "2020-07-02" }, quote.ETag)).Body!["errors"]!["channel"].ShouldNotBeNull();

        async Task<string> ErrorAsync(object body) =>
            (await service.Secretariat.PostAsync("/api/v1/quotes", body)).Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key;
    }

    [Fact]
    public async Task Only_approved_quotes_of_speakers_who_let_them_be_used_stand_in_the_paper()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        await story.PostAsync("quotes", story.Quote());
        (await QuotesAsync()).ShouldBe(0);
        var approved = await story.ApprovedQuoteAsync();
        (await QuotesAsync()).ShouldBe(1);

        await service.TellAsync(story.Mayor with { Version = 2, Consents = [new() { Use = "quote", Granted = false }] });
        (await QuotesAsync()).ShouldBe(0);
        await service.TellAsync(story.Mayor with { Version = 3, Consents = [new() { Use = "quote", Granted = true }] });
        (await QuotesAsync()).ShouldBe(1);
        await Story.Ok(service.Secretariat.PostAsync($"/api/v1/quotes/{approved.Id}/withdraw-approval", ifMatch: approved.ETag));
        (await QuotesAsync()).ShouldBe(0);

        async Task<int> QuotesAsync() => (await story.DraftAsync(paper)).Body!["document"]!["topics"]![0]!["quotes"]!.AsArray().Count;
    }

    [Fact]
    public async Task What_whoever_speaks_for_a_merged_speaker_refuses_counts()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        await story.ApprovedQuoteAsync();
        var kept = await service.TellAsync(Told.Person("Ana María Souza", new PersonConsent { Use = "quote", Granted = false }));
        await service.TellAsync(story.Mayor with { Version = 2, Status = "merged", CanonicalId = kept.Id });

        (await story.DraftAsync(paper)).Body!["document"]!["topics"]![0]!["quotes"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("quote")]
    [InlineData("name")]
    public async Task What_a_speaker_refused_under_a_record_that_was_merged_into_theirs_counts_until_they_are_parted(string use)
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        await story.ApprovedQuoteAsync();
        var other = await service.TellAsync(Told.Person("A. Souza", new PersonConsent { Use = use, Granted = false }));
        var between = await service.TellAsync(Told.Person("Ana S."));
        (await TopicAsync()).ShouldContain("Ana Souza");

        await service.TellAsync(between with { Version = 2, Status = "merged", CanonicalId = story.Mayor.Id });
        await service.TellAsync(other with { Version = 2, Status = "merged", CanonicalId = between.Id });

        var topic = await TopicAsync();
        (topic.Contains("forastero", StringComparison.Ordinal), topic.Contains("Ana Souza", StringComparison.Ordinal)).ShouldBe((use is "name", use is "quote"), topic);
        await service.TellAsync(other with { Version = 3 });
        (await TopicAsync()).ShouldSatisfyAllConditions(text => text.ShouldContain("Ana Souza"), text => text.ShouldContain("forastero"));

        async Task<string> TopicAsync() => (await story.DraftAsync(paper)).Body!["document"]!["topics"]![0]!.ToJsonString();
    }
}
