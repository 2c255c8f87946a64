using System.Net;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Gateway.Tests;

public class AuthenticationTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Wrongs => [.. TestTokens.Refused().Keys];

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_token_that_is_wrong_is_refused_before_the_service_hears_of_it(string wrong)
    {
        await using var registry = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry);

        var answer = await gateway.Client(TestTokens.Refused("registry:read")[wrong]).GetAsync("/api/v1/people", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Headers.WwwAuthenticate.ShouldNotBeEmpty();
        registry.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_valid_token_reaches_the_service_and_none_does_not()
    {
        await using var registry = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry);
        var token = TestTokens.Network(Guid.NewGuid(), "registry:read");

        (await gateway.Client().GetAsync("/api/v1/people", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.Client(token).GetAsync("/api/v1/people?q=%C3%A1%2Fb", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var seen = registry.Requests.ShouldHaveSingleItem();
        seen.Path.ShouldBe("/api/v1/people?q=%C3%A1%2Fb");
        seen.Headers["Authorization"].ShouldBe($"Bearer {token}");
    }

    [Theory]
    [InlineData("/connect/token")]
    [InlineData("/api/v1/session")]
    [InlineData("/api/v1/session/token")]
    [InlineData("/api/v1/staff/accept-invitation")]
    public async Task What_gives_access_needs_no_token(string path)
    {
        await using var identity = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("identity", identity);

        (await gateway.Client().PostAsync(path, null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        identity.Requests.ShouldHaveSingleItem().Path.ShouldBe(path);
    }

    [Theory]
    [InlineData("/public/papers", HttpStatusCode.OK)]
    [InlineData("/public/papers/01970000-0000-7000-8000-000000000001/releases/1.docx", HttpStatusCode.OK)]
    [InlineData("/api/v1/papers", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/outcomes/changes", HttpStatusCode.Unauthorized)]
    public async Task What_was_released_needs_no_token_and_drafts_do(string path, HttpStatusCode status)
    {
        await using var outcomes = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("outcomes", outcomes);

        (await gateway.Client().GetAsync(path, Cancel)).StatusCode.ShouldBe(status);
        (await gateway.Client(TestTokens.Secretariat()).GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/unknown", HttpStatusCode.Unauthorized, HttpStatusCode.NotFound)]
    [InlineData("/api/v1/peoples", HttpStatusCode.Unauthorized, HttpStatusCode.NotFound)]
    [InlineData("/api", HttpStatusCode.Unauthorized, HttpStatusCode.NotFound)]
    [InlineData("/connect/authorize", HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData("/.well-known/other", HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData("/openapi/v2.json", HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData("/public/declarations", HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    public async Task What_nobody_answers_is_not_given_to_the_console(string path, HttpStatusCode anonymous, HttpStatusCode known)
    {
        await using var console = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("console", console);

        (await gateway.Client().GetAsync(path, Cancel)).StatusCode.ShouldBe(anonymous);
        (await gateway.Client(TestTokens.Secretariat()).GetAsync(path, Cancel)).StatusCode.ShouldBe(known);

        console.Requests.ShouldBeEmpty();
        (await gateway.Client().GetAsync("/sign-in", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        console.Requests.ShouldHaveSingleItem();
    }
}
