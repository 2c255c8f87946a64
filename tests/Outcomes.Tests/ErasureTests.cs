using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MayorsMechanism.Outcomes.Tests;

[Collection(nameof(Alone))]
public sealed class ErasureTests(OutcomesService service)
{
    /// <summary>One of these locks a table and counts who waits.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_left_of_an_erased_person_but_what_was_said()
    {
        const string Name = "Erasmus Tilgner", Title = "Burgomaster of Erasmia", Printed = "E. T. the Elder";
        var story = await Story.BeginAsync(service, Name, Title);
        await service.TellAsync(story.Nomination with { Version = 4, NameAsPrinted = Printed });
        var named = await story.PostAsync("contributions", story.Contribution());
        var anonymous = await story.PostAsync("contributions", story.Contribution(attribution: "none"));
        var quote = await story.ApprovedQuoteAsync(name: Name);
        var deleted = await story.PostAsync("quotes", story.Quote(name: Name));
        (await service.Secretariat.DeleteAsync(deleted.Location!, deleted.ETag)).Code.ShouldBe(204);
        (await service.Secretariat.PostAsync("/api/v1/quotes", story.Quote(name: Name), key: $"quote-{story.Mayor.Id}")).Code.ShouldBe(201);
        var paper = await story.NewPaperAsync();
        await story.ReleaseAsync(paper);
        (await TablesThatHoldAsync(Name)).ShouldBe(["history", "idempotent_answers", "person_copies", "quotes", "releases"], ignoreOrder: true);
        foreach (var told in (string[])[Title, Printed]) (await TablesThatHoldAsync(told)).ShouldBe(["history", "nomination_copies", "releases"], ignoreOrder: true, told);

        await service.EraseAsync(story.Mayor.Id);

        foreach (var personal in (string[])[Name, Title, Printed]) (await TablesThatHoldAsync(personal)).ShouldBeEmpty(personal);
        // The receipt may still be on its way.
        (await TablesThatHoldAsync(story.Mayor.Id.ToString())).Except(["outbox"]).ShouldBe(["tombstones", "nomination_copies"], ignoreOrder: true, "an id tells nothing by itself");
        var kept = await service.Secretariat.GetAsync(named.Location!);
        (kept.Body!["personId"], kept.Text("attribution"), kept.Text("text")).ShouldBe((null, "organisation-only", "Cada persona recibe un carné."));
        (await service.Secretariat.GetAsync(anonymous.Location!)).Text("attribution").ShouldBe("none");
        var left = (await service.Secretariat.GetAsync($"/api/v1/quotes/{quote.Id}")).Body!;
        (left["personId"], left["name"], (string?)left["affiliation"], left["approval"]!["evidence"]).ShouldBe((null, null, "City of Tierra", null));
        await Eventually.IsAsync(() => service.ReadAsync(db => db.History.AllAsync(entry => entry.Position != null)));
        (await service.ReadAsync(db => VerifyHistory.RunAsync(db, Token))).Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_release_that_named_the_person_is_superseded_by_the_same_without()
    {
        var story = await Story.BeginAsync(service, "Zacharias Wend");
        await story.ApprovedQuoteAsync(name: "Zacharias Wend");
        var other = await service.TellAsync(Told.Person("Abel Other"));
        await story.SeatAsync(other);
        var paper = await story.NewPaperAsync();
        await story.ReleaseAsync(paper);

        await service.EraseAsync(story.Mayor.Id);

        foreach (var (api, path) in new[] { (service.Secretariat, paper.Location!), (service.Network, paper.Location!), (service.Anyone, $"/public/papers/{paper.Id}") })
        {
            foreach (var extension in (string[])["", ".json"])
            {
                var gone = await api.GetAsync($"{path}/releases/1{extension}");
                (gone.Code, gone.Text("successor"), gone.Headers.CacheControl!.NoStore).ShouldBe((410, $"{path}/releases/2", true));
                gone.Text("title").ShouldBe("No longer available");
            }
            var next = await Story.Ok(api.GetAsync($"{path}/releases/2"));
            next.Body!.ToJsonString().ShouldSatisfyAllConditions(text => text.ShouldContain("Nadie es forastero."), text => text.ShouldNotContain("Wend"));
            var parts = next.Body["topics"]![0]!["representatives"]!.AsArray();
            parts.Select(part => ((string?)part!["name"], (string?)part["title"], (string?)part["organisation"])).ShouldBe([("Abel Other", "Mayor", "City of Tierra"), (null, null, "City of Tierra")]);
        }
        (await service.Anyone.GetAsync($"/public/papers/{paper.Id}")).Body!["number"]!.GetValue<int>().ShouldBe(2);
        (await service.Secretariat.GetAsync($"{paper.Location}/releases")).Items.Select(item => (int?)item!["supersededBy"]).ShouldBe([2, null]);

        // The draft says now what the successor says.
        await story.SignAsync(paper, (await story.DraftAsync(paper)).Text("digest"));
        (await service.Secretariat.PostAsync($"{paper.Location}/release", ifMatch: "*")).Rule.ShouldBe("nothing-new");
    }

    [Fact]
    public async Task An_older_release_gives_way_to_the_latest_and_never_comes_after_it()
    {
        var story = await Story.BeginAsync(service, "Quirin Older");
        var paper = await story.NewPaperAsync();
        await story.ReleaseAsync(paper);
        await story.PostAsync("key-messages", story.Message("Newer"));
        await story.ReleaseAsync(paper);
        await service.TellAsync(story.Nomination with { Version = 4, State = "withdrawn" });
        await story.ReleaseAsync(paper);

        await service.EraseAsync(story.Mayor.Id);

        foreach (var old in (int[])[1, 2]) (await service.Anyone.GetAsync($"/public/papers/{paper.Id}/releases/{old}")).Text("successor").ShouldEndWith("/releases/3");
        var latest = await service.Anyone.GetAsync($"/public/papers/{paper.Id}");
        (latest.Body!["number"]!.GetValue<int>(), latest.Body.ToJsonString().Contains("Newer", StringComparison.Ordinal)).ShouldBe((3, true));
    }

    [Fact]
    public async Task A_release_that_did_not_name_the_person_stays()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        await story.ReleaseAsync(paper);
        var stranger = await service.TellAsync(Told.Person("Stranger"));

        await service.EraseAsync(stranger.Id);

        (await service.Anyone.GetAsync($"/public/papers/{paper.Id}/releases/1")).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_who_were_merged_and_parted_again_a_release_names_neither_once_one_is_erased(bool kept)
    {
        var story = await Story.BeginAsync(service, "Merged Mayor");
        var name = $"Canonical {kept}"; // of this case alone: the other keeps its own
        var canonical = await service.TellAsync(Told.Person(name));
        await service.TellAsync(story.Mayor with { Version = 2, Status = "merged", CanonicalId = canonical.Id });
        var paper = await story.NewPaperAsync();
        await story.ReleaseAsync(paper);
        await service.TellAsync(story.Mayor with { Version = 3 });

        await service.EraseAsync(kept ? canonical.Id : story.Mayor.Id);

        (await service.Anyone.GetAsync($"/public/papers/{paper.Id}/releases/1")).Code.ShouldBe(410);
        var part = (await service.Anyone.GetAsync($"/public/papers/{paper.Id}")).Body!["topics"]![0]!["representatives"]![0]!;
        (part["name"], part["personId"], part["title"]).ShouldBe((null, null, null));
        (await TablesThatHoldAsync(name)).Except(kept ? [] : ["person_copies"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_told_of_an_erased_person_afterwards_is_dropped_and_nobody_names_them()
    {
        var story = await Story.BeginAsync(service, title: "Late Title");
        var quote = await story.PostAsync("quotes", story.Quote());
        await service.EraseAsync(story.Mayor.Id);

        await service.Elsewhere.PublishAsync(story.Mayor with { Version = 9 });
        await service.TellAsync(story.Nomination with { Version = 9 });
        await service.Elsewhere.PublishAsync(new PersonErased { Id = story.Mayor.Id, Version = 10 });
        await Eventually.IsAsync(() => Task.FromResult(service.Elsewhere.ReceiptsOf(story.Mayor.Id).Count == 2));

        (await service.ReadAsync(db => db.PersonCopies.AnyAsync(p => p.Id == story.Mayor.Id, Token))).ShouldBeFalse();
        (await service.ReadAsync(db => db.NominationCopies.SingleAsync(n => n.Id == story.Nomination.Id, Token))).Title.ShouldBeNull();
        (await service.Secretariat.PostAsync("/api/v1/contributions", story.Contribution())).Rule.ShouldBe("record-erased");
        (await service.Secretariat.PostAsync("/api/v1/quotes", story.Quote())).Rule.ShouldBe("record-erased");
        (await service.Secretariat.PatchAsync(quote.Location!, new { personId = story.Mayor.Id, name = "Ana" }, "\"2\"")).Rule.ShouldBe("record-erased");
        (await service.Secretariat.PatchAsync(quote.Location!, new { name = "Ana" }, "\"2\"")).Body!["errors"]!["name"].ShouldNotBeNull();
        (await service.Secretariat.PatchAsync(quote.Location!, new { wording = "Mended." }, "\"2\"")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_contribution_under_way_is_not_crossed_by_an_erasure()
    {
        for (var round = 0; round < 8; round++)
        {
            var story = await Story.BeginAsync(service, $"Crossed {round}");
            var (contributing, quoting, erasing) = (
                service.Secretariat.PostAsync("/api/v1/contributions", story.Contribution()),
                service.Secretariat.PostAsync("/api/v1/quotes", story.Quote(name: $"Crossed {round}")),
                service.EraseAsync(story.Mayor.Id));

            (await contributing).Code.ShouldBeOneOf(201, 409);
            (await quoting).Code.ShouldBeOneOf(201, 409);
            await erasing;
            (await TablesThatHoldAsync($"Crossed {round}")).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_release_under_way_is_not_crossed_by_an_erasure()
    {
        var story = await Story.BeginAsync(service, "Released Meanwhile");
        var paper = await story.NewPaperAsync();
        await story.SignAsync(paper, (await story.DraftAsync(paper)).Text("digest"));
        await using var database = NpgsqlDataSource.Create(service.Database);
        await using var connection = await database.OpenConnectionAsync(Token);
        await using var holdsUp = await connection.BeginTransactionAsync(Token);
        // The insert waits at the end of the release, after it has read everybody's name.
        await using var command = new NpgsqlCommand("LOCK TABLE releases IN SHARE MODE", connection);
        await command.ExecuteNonQueryAsync(Token);

        var releasing = service.Secretariat.PostAsync($"{paper.Location}/release", ifMatch: "*");
        await Eventually.IsAsync(async () => await WaitingAsync(database) == 1);
        var erasing = service.EraseAsync(story.Mayor.Id);
        await Eventually.IsAsync(async () => await WaitingAsync(database) == 2 || erasing.IsCompleted);
        await holdsUp.CommitAsync(Token);

        (await releasing).Code.ShouldBe(201);
        await erasing;
        (await TablesThatHoldAsync("Released Meanwhile")).ShouldBeEmpty();
        (await service.Anyone.GetAsync($"/public/papers/{paper.Id}/releases/1")).Code.ShouldBe(410);
    }

    /// <summary>How many in the database wait for a lock.</summary>
    static async Task<long> WaitingAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    /// <summary>Every table, every row, every column, as text; and what bytes hold.</summary>
    async Task<List<string>> TablesThatHoldAsync(string text)
    {
        await using var database = NpgsqlDataSource.Create(service.Database);
        List<string> tables = [];
        await using (var all = database.CreateCommand("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"))
        await using (var reader = await all.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token)) tables.Add(reader.GetString(0));
        }
        tables.Count.ShouldBeGreaterThan(15);
        List<string> found = [];
        foreach (var table in tables)
        {
            await using var command = database.CreateCommand($"""
                SELECT count(*) FROM "{table}" AS r WHERE position(encode(convert_to($1, 'UTF8'), 'hex') IN r::text) > 0 OR position($1 IN r::text) > 0
                """);
            command.Parameters.AddWithValue(text);
            if ((long)(await command.ExecuteScalarAsync(Token))! > 0) found.Add(table);
        }
        return found;
    }
}
