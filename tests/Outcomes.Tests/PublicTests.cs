using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text.Json;
using MayorsMechanism.Fixtures;
using Npgsql;

namespace MayorsMechanism.Outcomes.Tests;

/// <summary>What anyone reads, and networks.</summary>
public sealed class PublicTests(OutcomesService service)
{
    [Fact]
    public async Task Anyone_reads_what_was_released_and_nothing_of_a_draft()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        string[] paths = [$"/public/papers/{paper.Id}", $"/public/papers/{paper.Id}/releases/1", $"/public/papers/{paper.Id}/releases/1.json"];
        foreach (var path in paths) (await service.Anyone.GetAsync(path)).Code.ShouldBe(404, path);
        (await ListedAsync()).ShouldNotContain(paper.Id);

        await story.ReleaseAsync(paper);
        await Story.Ok(service.Secretariat.PatchAsync(paper.Location!, new { title = new { en = "Not yet released" } }, "*"));

        foreach (var path in paths)
        {
            var answer = await Story.Ok(service.Anyone.GetAsync(path));
            ((string?)answer.Body!["title"]!["en"], answer.Headers.CacheControl!.ToString()).ShouldBe(("Overview", "public, max-age=300"), path);
            var known = await service.Anyone.GetAsync(path, ifNoneMatch: answer.ETag);
            (known.Code, known.Body, known.ETag, known.Headers.CacheControl?.ToString()).ShouldBe((304, null, answer.ETag, "public, max-age=300"), path);
            (await service.Anyone.GetAsync(path, ifNoneMatch: "\"other\"")).Code.ShouldBe(200, path);
        }
        var listed = (await service.Anyone.GetAsync("/public/papers?limit=200")).Items.Single(item => (string?)item!["paperId"] == paper.Id)!;
        ((string?)listed["title"]!["en"], (string?)listed["consultation"], (int?)listed["number"]).ShouldBe(("Overview", "Puebla Process Consultation", 1));
        listed["languages"]!.AsArray().Select(language => (string?)language).ShouldBe(["en", "es"]);
        foreach (var path in (string[])[$"/public/papers/{paper.Id}/releases/2", $"/public/papers/{paper.Id}/releases/1.exe", $"/public/papers/{Guid.NewGuid()}"])
        {
            (await service.Anyone.GetAsync(path)).Code.ShouldBe(404, path);
        }

        async Task<IEnumerable<string?>> ListedAsync() => (await service.Anyone.GetAsync("/public/papers?limit=200")).Items.Select(item => (string?)item!["paperId"]);
    }

    [Fact]
    public async Task The_latest_release_stands_for_the_paper_and_the_list_is_paged_and_cached()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        await story.ReleaseAsync(paper);
        var first = await service.Anyone.GetAsync($"/public/papers/{paper.Id}");
        var list = await service.Anyone.GetAsync("/public/papers?limit=200");
        list.Headers.CacheControl!.ToString().ShouldBe("public, max-age=300");
        (await service.Anyone.GetAsync("/public/papers?limit=200", ifNoneMatch: list.ETag)).Code.ShouldBe(304);

        await story.PostAsync("key-messages", story.Message());
        await story.ReleaseAsync(paper);

        var latest = await service.Anyone.GetAsync($"/public/papers/{paper.Id}", ifNoneMatch: first.ETag);
        (latest.Code, (int?)latest.Body!["number"]).ShouldBe((200, 2));
        (await service.Anyone.GetAsync($"/public/papers/{paper.Id}/releases/1")).ETag.ShouldBe(first.ETag);
        (await service.Anyone.GetAsync("/public/papers?limit=200", ifNoneMatch: list.ETag)).Code.ShouldBe(200);
        await story.ReleaseAsync(await story.NewPaperAsync());
        var page = await service.Anyone.GetAsync("/public/papers?limit=1");
        page.Body!["next"].ShouldNotBeNull();
        (await service.Anyone.GetAsync($"/public/papers?limit=1&after={page.Body["next"]}")).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Its_form_is_as_Accept_asks_and_caches_are_told_so()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        await story.ReleaseAsync(paper);
        foreach (var accept in (string[])["application/json", "*/*", "application/*", "image/png", "image/png, application/json;q=0.5"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/public/papers/{paper.Id}/releases/1");
            request.Headers.Accept.ParseAdd(accept);
            using var answer = await service.Anyone.Http.SendAsync(request, TestContext.Current.CancellationToken);
            answer.Content.Headers.ContentType.ShouldBe(new MediaTypeHeaderValue("application/json"), accept);
            answer.Headers.Vary.ShouldBe(["Accept", "Accept-Language"]);
        }
    }

    [Theory]
    [InlineData("text/html", "text/html; charset=utf-8", "inline", ".html")]
    [InlineData("text/html;q=0.1, text/markdown", "text/markdown; charset=utf-8", "inline", ".md")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment", ".docx")]
    public async Task A_document_is_named_by_its_title_and_a_page_does_nothing_but_show(string accept, string type, string disposition, string extension)
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        await story.ReleaseAsync(paper);
        var title = (await service.Anyone.GetAsync($"/public/papers/{paper.Id}")).Body!["title"]!;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/public/papers/{paper.Id}/releases/1?language=en");
        request.Headers.Accept.ParseAdd(accept);

        using var answer = await service.Anyone.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.Content.Headers.ContentType!.ToString().ShouldBe(type);
        var named = answer.Content.Headers.ContentDisposition!;
        (named.DispositionType, named.FileNameStar).ShouldBe((disposition, $"{title["en"]} 1{extension}"));
        answer.Headers.TryGetValues("Content-Security-Policy", out var policy);
        (policy?.Single().StartsWith("default-src 'none'", StringComparison.Ordinal) ?? false).ShouldBe(extension == ".html");
    }

    [Fact]
    public async Task A_network_reads_papers_as_they_were_released_and_nothing_else()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        (await service.Network.GetAsync(paper.Location!)).Code.ShouldBe(404);
        (await service.Network.GetAsync($"{paper.Location}/releases")).Code.ShouldBe(404);
        (await service.Network.GetAsync($"{paper.Location}/releases/1")).Code.ShouldBe(404);
        (await service.Network.GetAsync($"/api/v1/papers?consultationId={story.Consultation.Id}&count=true")).Body!["total"]!.GetValue<int>().ShouldBe(0);

        await story.ReleaseAsync(paper);
        await Story.Ok(service.Secretariat.PatchAsync(paper.Location!, new { introduction = new { en = "A draft" }, mechanism = new { en = "A draft" } }, "*"));

        var read = await Story.Ok(service.Network.GetAsync(paper.Location!));
        ((string?)read.Body!["introduction"]!["en"], read.Body["mechanism"], read.Body["signOffs"]!.AsArray().Count, (int?)read.Body["releases"]).ShouldBe(("What cities brought.", null, 0, 1));
        var listed = (await service.Network.GetAsync($"/api/v1/papers?consultationId={story.Consultation.Id}")).Items.ShouldHaveSingleItem()!;
        listed.ToJsonString().ShouldBe(read.Body.ToJsonString());
        (await service.Network.GetAsync($"{paper.Location}/releases")).Items.Count.ShouldBe(1);
        var release = await Story.Ok(service.Network.GetAsync($"{paper.Location}/releases/1"));
        release.Headers.CacheControl!.ToString().ShouldBe("max-age=86400, private");
        (await service.Network.GetAsync($"{paper.Location}/releases/1", ifNoneMatch: release.ETag)).Code.ShouldBe(304);
        (await service.Network.GetAsync($"{paper.Location}/releases/1.json")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Lists_and_the_feed_read_little_of_a_long_paper()
    {
        var story = await Story.BeginAsync(service);
        var paper = await story.NewPaperAsync();
        for (var i = 0; i < 15; i++) await story.PostAsync("key-messages", story.Message(new string('x', 450)));
        await story.ReleaseAsync(paper);
        var before = new Guid([.. Guid.Parse(paper.Id).ToByteArray(bigEndian: true)[..15], 0], bigEndian: true);
        var cursor = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { Id = before }));

        foreach (var (reader, path) in new[] { (service.Anyone, "/public/papers"), (service.Network, "/api/v1/papers") })
        {
            var followed = service.Queries.Follow();
            var page = await reader.GetAsync($"{path}?limit=1&after={cursor}");

            page.ToString().ShouldContain(paper.Id);
            (await BytesOf(followed.Queries)).ShouldBeLessThan(5_000, path);
        }
    }

    /// <summary>What the database answered.</summary>
    async Task<int> BytesOf(IEnumerable<Query> queries)
    {
        await using var connection = new NpgsqlConnection(service.Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var bytes = 0;
        foreach (var query in queries) await query.RunAsync(connection, TestContext.Current.CancellationToken, row => bytes += row.OfType<string>().Sum(text => text.Length));
        return bytes;
    }
}
