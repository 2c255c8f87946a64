using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Registry.Tests;

public sealed class IdempotencyTests(RegistryService registry)
{
    const string Path = "/api/v1/organisations";

    [Fact]
    public async Task Fifty_equal_requests_to_two_replicas_create_one_record_and_get_one_answer()
    {
        var network = await registry.NewNetworkAsync();
        var (first, second) = (registry.Client(network.Token), registry.Client(network.Token, second: true));
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            (i % 2 == 0 ? first : second).PostAsync(Path, new { name = "Once", kind = "municipality" }, key: key)));

        answers.ShouldAllBe(answer => answer.Code == 201);
        answers.Select(answer => $"{answer.Body!.ToJsonString()} {answer.ETag} {answer.Location}").Distinct().ShouldHaveSingleItem();
        answers.Count(answer => answer.Headers.Contains("Idempotency-Replayed")).ShouldBe(49);
        (await first.GetAsync($"{Path}?network={network.Id}&count=true")).Told().ShouldBe((1, 1));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var key = Guid.NewGuid().ToString();
        (await registry.Secretariat.PostAsync(Path, new { name = "One", kind = "municipality" }, key: key)).Code.ShouldBe(201);

        (await registry.Secretariat.PostAsync(Path, new { name = "Two", kind = "municipality" }, key: key)).Code.ShouldBe(422);
    }

    [Fact]
    public async Task A_failed_request_leaves_its_key_free_and_nothing_written()
    {
        var key = Guid.NewGuid().ToString();
        (await registry.Secretariat.PostAsync(Path, new { name = " ", kind = "municipality" }, key: key)).Code.ShouldBe(400);

        var second = await registry.Secretariat.PostAsync(Path, new { name = "Mended", kind = "municipality" }, key: key);

        second.Code.ShouldBe(201);
        second.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
    }

    [Fact]
    public async Task Two_callers_may_use_the_same_key()
    {
        var (a, b) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());

        var first = await a.Api.PostAsync(Path, new { name = "City", kind = "municipality" }, key: "same");
        var second = await b.Api.PostAsync(Path, new { name = "City", kind = "municipality" }, key: "same");

        second.Code.ShouldBe(201);
        second.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task A_transition_repeated_with_its_key_is_answered_the_same_although_its_version_is_stale_by_now()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var key = Guid.NewGuid().ToString();

        var first = await registry.Secretariat.PostAsync($"{city.Location}/verify", ifMatch: city.ETag, key: key);
        var again = await registry.Secretariat.PostAsync($"{city.Location}/verify", ifMatch: city.ETag, key: key);

        (first.Code, again.Code).ShouldBe((200, 200));
        again.ETag.ShouldBe("\"2\"");
    }

    [Fact]
    public async Task After_a_day_a_key_is_as_good_as_new()
    {
        var key = Guid.NewGuid().ToString();
        var first = await registry.Secretariat.PostAsync(Path, new { name = "Yesterday", kind = "municipality" }, key: key);
        await using var scope = registry.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        await db.Database.ExecuteSqlAsync($"UPDATE idempotent_answers SET created_at = created_at - interval '25 hours' WHERE key = {key}",
            TestContext.Current.CancellationToken);

        var second = await registry.Secretariat.PostAsync(Path, new { name = "Today", kind = "municipality" }, key: key);

        second.Code.ShouldBe(201);
        second.Id.ShouldNotBe(first.Id);
    }
}
