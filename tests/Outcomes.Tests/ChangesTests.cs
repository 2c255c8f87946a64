using MayorsMechanism.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Tests;

public sealed class ChangesTests(OutcomesService service)
{
    [Fact]
    public async Task A_reader_mirrors_what_it_may_see()
    {
        var story = await Story.BeginAsync(service);
        var contribution = await story.PostAsync("contributions", story.Contribution());
        var message = await story.PostAsync("key-messages", story.Message());
        var quote = await story.ApprovedQuoteAsync();
        var paper = await story.NewPaperAsync();
        var (mine, _) = await MirrorAsync(service.Secretariat);
        (mine[contribution.Id], mine[message.Id], mine[quote.Id], mine[paper.Id]).ShouldBe(("contribution 1", "key-message 1", "quote 2", "paper 1"));
        var (theirs, after) = await MirrorAsync(service.Network);
        foreach (var id in (string[])[contribution.Id, message.Id, quote.Id, paper.Id]) theirs.Keys.ShouldNotContain(id);

        await story.ReleaseAsync(paper);
        (await service.Secretariat.DeleteAsync(contribution.Location!, contribution.ETag)).Code.ShouldBe(204);

        (await MirrorAsync(service.Secretariat)).Records[contribution.Id].ShouldBe("contribution gone");
        var (news, _) = await MirrorAsync(service.Network, after);
        news[paper.Id].ShouldStartWith("paper ");
        news.Values.ShouldContain("release of " + paper.Id);
        news.Values.ShouldAllBe(value => value.StartsWith("paper") || value.StartsWith("release"));
    }

    [Fact]
    public async Task A_page_takes_few_queries_whatever_it_holds_and_no_more_items_than_asked_for()
    {
        var story = await Story.BeginAsync(service);
        await MirrorAsync(service.Secretariat);
        var before = await service.ReadAsync(db => db.History.MaxAsync(entry => entry.Position)) ?? 0;
        for (var i = 0; i < 15; i++) await story.PostAsync("contributions", story.Contribution());
        await MirrorAsync(service.Secretariat);

        // The entries, what was removed, and each of five kinds of records: others write of all of them meanwhile.
        const int Most = 7;
        foreach (var reader in (ApiClient[])[service.Network, service.Secretariat])
        {
            var followed = service.Queries.Follow();
            var page = await reader.GetAsync($"/api/v1/outcomes/changes?after={before}&limit=1");
            page.Items.Count.ShouldBeLessThanOrEqualTo(1);
            followed.Queries.Count.ShouldBeInRange(1, Most);
        }
    }

    /// <summary>The newest of each record at the end of the feed: its kind with its version, or the paper of a release.</summary>
    async Task<(Dictionary<string, string> Records, string After)> MirrorAsync(ApiClient client, string after = "0")
    {
        await Eventually.IsAsync(() => service.ReadAsync(db => db.History.AllAsync(entry => entry.Position != null)));
        Dictionary<string, string> records = [];
        while (true)
        {
            var page = await client.GetAsync($"/api/v1/outcomes/changes?limit=50&after={after}");
            page.Code.ShouldBe(200, page.ToString());
            foreach (var change in page.Items)
            {
                var state = (bool)change!["gone"]! ? "gone" : change["current"]!["version"]?.ToString() ?? "of " + change["current"]!["paperId"];
                records[(string)change["id"]!] = $"{change["record"]} {state}";
            }
            after = page.Text("next");
            if (!(bool)page.Body!["more"]!) return (records, after);
        }
    }
}
