using MayorsMechanism.Fixtures;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Notifications.Tests;

public sealed class EndpointTests(NotificationsService service)
{
    const string Path = "/api/v1/notifications";

    [Fact]
    public async Task The_secretariat_finds_a_letter_and_reads_it_as_it_left()
    {
        var letter = await SentAsync();
        using var api = service.Secretariat;

        var found = (await api.GetAsync($"{Path}?nomination={letter.NominationId}&state=sent&person={letter.PersonId}&count=true")).Body!;
        var read = await api.GetAsync($"{Path}/{letter.Id}");

        ((int)found["total"]!, (string)found["items"]![0]!["trigger"]!).ShouldBe((1, "nomination-confirmed"));
        (read.Code, read.ETag).ShouldBe((200, $"\"{letter.Version}\""));
        read.Text("text").ShouldBe(letter.Text);
        read.Text("state").ShouldBe("sent");
        ((string)read.Body!["attempts"]![0]!["outcome"]!).ShouldBe("sent");
        (await api.GetAsync($"{Path}/{letter.Id}", ifNoneMatch: read.ETag)).Code.ShouldBe(304);
        (await api.GetAsync($"{Path}/{Guid.NewGuid()}")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task The_list_is_paged_and_filtered()
    {
        var letters = new List<Letter> { await SentAsync(), await SentAsync() };
        using var api = service.Secretariat;

        var first = await api.GetAsync($"{Path}?limit=1");
        var second = await api.GetAsync($"{Path}?limit=1&after={first.Text("next")}");

        first.Items.Single()!["id"]!.ToString().ShouldNotBe(second.Items.Single()!["id"]!.ToString());
        (await api.GetAsync($"{Path}?nomination={letters[0].NominationId}&state=failed")).Items.ShouldBeEmpty();
        (await api.GetAsync($"{Path}?state=lost")).Code.ShouldBe(400);
        (await api.GetAsync($"{Path}?invitation={letters[0].NominationId}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Networks_and_callers_without_the_scope_are_kept_out()
    {
        var letter = await SentAsync();
        foreach (var path in (string[])[Path, $"{Path}/{letter.Id}"])
        {
            (await service.Client(null).GetAsync(path)).Code.ShouldBe(401);
            (await service.Client(TestTokens.Secretariat(Scopes.RegistryRead)).GetAsync(path)).Code.ShouldBe(403);
            (await service.Client(TestTokens.Network(Guid.NewGuid(), [.. Scopes.All])).GetAsync(path)).Code.ShouldBe(403);
            (await service.Client(TestTokens.Staff("auditor", Scopes.NotificationsRead)).GetAsync(path)).Code.ShouldBe(200);
        }
    }

    [Fact]
    public async Task Who_may_only_read_sends_nothing_again()
    {
        var letter = await SentAsync();
        var path = $"{Path}/{letter.Id}/resend";
        (await service.Client(null).PostAsync(path)).Code.ShouldBe(401);
        (await service.Client(TestTokens.Staff("auditor", Scopes.NotificationsRead)).PostAsync(path)).Code.ShouldBe(403);
        (await service.Client(TestTokens.Network(Guid.NewGuid(), [.. Scopes.All])).PostAsync(path)).Code.ShouldBe(403);
        (await service.LettersAsync(letter.NominationId!.Value)).Single().Version.ShouldBe(letter.Version);
    }

    [Fact]
    public async Task Every_endpoint_names_its_scope_and_is_described()
    {
        string[] open = ["/health", "/alive", "/openapi/{documentName}.json"];
        foreach (var endpoint in service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            (isOpen ? open.Contains(endpoint.RoutePattern.RawText) : endpoint.Metadata.GetMetadata<RequiredScope>() is not null).ShouldBeTrue(endpoint.DisplayName);
        }
        var described = (await service.Client(null).GetAsync("/openapi/v1.json")).Body!["paths"]!;
        ((string)described[Path]!["get"]!["operationId"]!).ShouldBe("ListNotifications");
    }

    async Task<Letter> SentAsync()
    {
        var person = Given.Person();
        var nomination = Given.Nomination("confirmed", 1, person.Id);
        await service.PublishAsync(person);
        await service.PublishAsync(nomination);
        return (await service.EndedAsync(nomination.Id, 1)).Single();
    }
}
