using MayorsMechanism.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Tests;

/// <summary>Draft, sign-off, release.</summary>
public sealed class ReleaseTests(OutcomesService service)
{
    [Fact]
    public async Task A_paper_is_released_once_all_three_have_signed_off_the_draft_as_it_is()
    {
        var story = await Story.BeginAsync(service);
        var message = await story.PostAsync("key-messages", story.Message());
        var paper = await story.NewPaperAsync();
        var digest = (await story.DraftAsync(paper)).Text("digest");
        (await ReleaseAsync(paper)).Rule.ShouldBe("sign-off-missing");
        await story.SignAsync(paper, digest);
        var signed = await service.Secretariat.GetAsync(paper.Location!);
        signed.Body!["signOffs"]!.AsArray().Select(s => ((string?)s!["organisation"], (string?)s["digest"])).ShouldBe([("uclg", digest), ("mmc", digest), ("iom", digest)]);

        // Edited after the sign-off: what was signed is not what would be released.
        await Story.Ok(service.Secretariat.PatchAsync(message.Location!, new { lead = new { en = "Edited." } }, message.ETag));
        var missing = await ReleaseAsync(paper);
        (missing.Rule, missing.Text("detail").EndsWith("uclg, mmc, iom.", StringComparison.Ordinal)).ShouldBe(("sign-off-missing", true));
        (await service.Staff("uclg").PostAsync($"{paper.Location}/sign-off", new { digest }, "*")).Rule.ShouldBe("draft-changed");
        var present = (await story.DraftAsync(paper)).Text("digest");
        await Story.Ok(service.Staff("mmc").PostAsync($"{paper.Location}/sign-off", new { digest = present }, "*"));
        (await ReleaseAsync(paper)).Text("detail").ShouldEndWith("uclg, iom.");
        await story.SignAsync(paper, present);

        var released = await Story.Created(ReleaseAsync(paper));

        (released.Location, released.Body!["number"]!.GetValue<int>(), released.Body["supersededBy"]).ShouldBe(($"{paper.Location}/releases/1", 1, null));
        var document = (await Story.Ok(service.Secretariat.GetAsync(released.Location!))).Body!;
        ((int?)document["number"], (string?)document["topics"]![0]!["messages"]![0]!["lead"]!["en"]).ShouldBe((1, "Edited."));
        document["releasedAt"]!.GetValue<DateTimeOffset>().ShouldBe(released.Body["releasedAt"]!.GetValue<DateTimeOffset>());
        (await service.Secretariat.GetAsync(paper.Location!)).Body!["releases"]!.GetValue<int>().ShouldBe(1);
        (await ReleaseAsync(paper)).Rule.ShouldBe("nothing-new");
    }

    [Fact]
    public async Task A_release_is_frozen_and_the_next_has_the_next_number()
    {
        var story = await Story.BeginAsync(service);
        var message = await story.PostAsync("key-messages", story.Message("Before"));
        var paper = await story.NewPaperAsync();
        await story.ReleaseAsync(paper);

        await Story.Ok(service.Secretariat.PatchAsync(message.Location!, new { lead = new { en = "After" } }, message.ETag));
        await service.TellAsync(story.Mayor with { Version = 2, Name = "Renamed" });
        (await Story.Ok(service.Secretariat.GetAsync($"{paper.Location}/releases/1"))).Body!.ToJsonString().ShouldSatisfyAllConditions(
            text => text.ShouldContain("Before"), text => text.ShouldContain("Ana Souza"), text => text.ShouldNotContain("Renamed"));
        var second = await story.ReleaseAsync(paper);

        second.Body!["number"]!.GetValue<int>().ShouldBe(2);
        (await Story.Ok(service.Secretariat.GetAsync($"{paper.Location}/releases/2"))).Body!.ToJsonString().ShouldContain("After");
        (await service.Secretariat.GetAsync($"{paper.Location}/releases")).Items.Select(item => (int)item!["number"]!).ShouldBe([1, 2]);
        (await service.Secretariat.GetAsync($"{paper.Location}/releases?limit=1")).Body!["next"].ShouldNotBeNull();
        (await service.Secretariat.GetAsync($"{paper.Location}/releases/3")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task A_newer_sign_off_of_the_same_organisation_takes_the_place_of_the_older()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        var digest = (await story.DraftAsync(paper)).Text("digest");
        await Story.Ok(service.Staff("iom").PostAsync($"{paper.Location}/sign-off", new { digest }, "*"));

        var again = await Story.Ok(service.Staff("iom", "officer").PostAsync($"{paper.Location}/sign-off", new { digest }, "*"));

        again.Body!["signOffs"]!.AsArray().ShouldHaveSingleItem()!["organisation"]!.ToString().ShouldBe("iom");
    }

    [Theory]
    [InlineData("administrator", "uclg")]
    [InlineData("rapporteur", "mmc")]
    [InlineData("auditor", "iom")]
    [InlineData("reviewer", "gfmd")]
    [InlineData("reviewer", null)]
    public async Task Only_a_reviewer_or_officer_of_a_co_steering_organisation_signs_off(string role, string? organisation)
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        var digest = (await story.DraftAsync(paper)).Text("digest");

        (await service.Staff(organisation!, role).PostAsync($"{paper.Location}/sign-off", new { digest }, paper.ETag)).Code.ShouldBe(403);
        (await service.Secretariat.PostAsync($"{paper.Location}/sign-off", new { digest }, paper.ETag)).Code.ShouldBe(403);
        (await service.Network.PostAsync($"{paper.Location}/sign-off", new { digest }, paper.ETag)).Code.ShouldBe(403);

        (await service.Secretariat.GetAsync(paper.Location!)).Body!["signOffs"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_releases_asked_for_at_once_one_is_made()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        await story.SignAsync(paper, (await story.DraftAsync(paper)).Text("digest"));
        var second = service.Client(TestTokens.Secretariat("outcomes:write"), second: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? service.Secretariat : second).PostAsync($"{paper.Location}/release", ifMatch: "*")));

        answers.Count(answer => answer.Code == 201).ShouldBe(1);
        answers.Where(answer => answer.Code != 201).ShouldAllBe(answer => answer.Rule == "nothing-new");
        var id = Guid.Parse(paper.Id);
        (await service.ReadAsync(db => db.Releases.CountAsync(r => r.PaperId == id))).ShouldBe(1);
    }

    [Fact]
    public async Task Of_sign_offs_and_releases_with_one_version_the_first_counts()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        var digest = (await story.DraftAsync(paper)).Text("digest");
        (await service.Staff("uclg").PostAsync($"{paper.Location}/sign-off", new { digest })).Code.ShouldBe(428);

        var answers = await Task.WhenAll(
            service.Staff("uclg").PostAsync($"{paper.Location}/sign-off", new { digest }, paper.ETag),
            service.Staff("mmc", second: true).PostAsync($"{paper.Location}/sign-off", new { digest }, paper.ETag));

        answers.Select(answer => answer.Code).ShouldBe([200, 412], ignoreOrder: true);
        (await service.Secretariat.PostAsync($"{paper.Location}/release")).Code.ShouldBe(428);
        (await service.Secretariat.PostAsync($"{paper.Location}/release", ifMatch: paper.ETag)).Code.ShouldBe(412);
    }

    [Fact]
    public async Task A_release_repeated_under_one_key_is_made_once()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        await story.SignAsync(paper, (await story.DraftAsync(paper)).Text("digest"));

        var first = await service.Secretariat.PostAsync($"{paper.Location}/release", ifMatch: "*", key: $"release-{paper.Id}");
        var again = await service.Secretariat.PostAsync($"{paper.Location}/release", ifMatch: "*", key: $"release-{paper.Id}");

        (first.Code, again.Code, again.Location).ShouldBe((201, 201, first.Location));
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
    }

    Task<ApiAnswer> ReleaseAsync(ApiAnswer paper) => service.Secretariat.PostAsync($"{paper.Location}/release", ifMatch: "*");
}
