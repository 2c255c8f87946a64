using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Outcomes.Tests;

public sealed class AccessTests(OutcomesService service)
{
    /// <summary>Each operation that only the secretariat may do; sign-offs and releases among them.</summary>
    static readonly (string Method, string Path)[] Secretariats =
    [
        ("GET", "/api/v1/contributions"), ("POST", "/api/v1/contributions"), ("GET", "/api/v1/contributions/{id}"), ("PATCH", "/api/v1/contributions/{id}"),
        ("DELETE", "/api/v1/contributions/{id}"),
        ("GET", "/api/v1/key-messages"), ("POST", "/api/v1/key-messages"), ("GET", "/api/v1/key-messages/{id}"), ("PATCH", "/api/v1/key-messages/{id}"),
        ("DELETE", "/api/v1/key-messages/{id}"),
        ("GET", "/api/v1/quotes"), ("POST", "/api/v1/quotes"), ("GET", "/api/v1/quotes/{id}"), ("PATCH", "/api/v1/quotes/{id}"), ("DELETE", "/api/v1/quotes/{id}"),
        ("POST", "/api/v1/quotes/{id}/approve"), ("POST", "/api/v1/quotes/{id}/withdraw-approval"),
        ("POST", "/api/v1/papers"), ("PATCH", "/api/v1/papers/{id}"), ("GET", "/api/v1/papers/{id}/draft"), ("GET", "/api/v1/papers/{id}/draft.json"),
        ("POST", "/api/v1/papers/{id}/sign-off"), ("POST", "/api/v1/papers/{id}/release"),
    ];

    static readonly (string Method, string Path)[] Everybodys =
    [
        ("GET", "/api/v1/papers"), ("GET", "/api/v1/papers/{id}"), ("GET", "/api/v1/papers/{id}/releases"), ("GET", "/api/v1/papers/{id}/releases/1"),
        ("GET", "/api/v1/papers/{id}/releases/1.json"), ("GET", "/api/v1/outcomes/changes"),
    ];

    static readonly string[] Open =
    [
        "/health", "/alive", "/openapi/{documentName}.json", "/public/papers/", "/public/papers/{id:guid}", "/public/papers/{id:guid}/releases/{number:int}",
        "/public/papers/{id:guid}/releases/{number:int}.{extension}",
    ];

    [Fact]
    public void Every_endpoint_names_its_scope_or_is_open_on_purpose_and_stands_in_these_lists()
    {
        var all = service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        foreach (var endpoint in all)
        {
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var scope = endpoint.Metadata.GetMetadata<RequiredScope>();
            (isOpen ? Open.Contains(endpoint.RoutePattern.RawText) : scope is not null).ShouldBeTrue(endpoint.DisplayName);
            if (scope is { Scope: not Scopes.OperationsManage })
            {
                scope.Scope.ShouldBe(MethodOf(endpoint) is "GET" ? Scopes.OutcomesRead : Scopes.OutcomesWrite, endpoint.DisplayName);
            }
        }
        all.Count(endpoint => endpoint.Metadata.GetMetadata<RequiredScope>() is { Scope: not Scopes.OperationsManage }).ShouldBe(Secretariats.Length + Everybodys.Length);

        static string MethodOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
    }

    [Fact]
    public async Task Without_a_token_nothing_is_read_or_written_and_without_the_scope_neither()
    {
        var (reader, writer) = (service.Client(TestTokens.Secretariat(Scopes.OutcomesRead)), service.Client(TestTokens.Secretariat(Scopes.OutcomesWrite)));
        foreach (var (method, path) in Secretariats.Concat(Everybodys))
        {
            (await SendAsync(service.Anyone, method, path)).Code.ShouldBe(401, path);
            (await SendAsync(method == "GET" ? writer : reader, method, path)).Code.ShouldBe(403, path);
        }
    }

    [Fact]
    public async Task A_network_does_nothing_of_the_secretariat_s_whatever_scopes_it_has()
    {
        foreach (var (method, path) in Secretariats) (await SendAsync(service.Network, method, path)).Code.ShouldBe(403, path);
        foreach (var (method, path) in Everybodys) (await SendAsync(service.Network, method, path)).Code.ShouldBe(path.Contains("{id}") ? 404 : 200, path);
    }

    [Fact]
    public async Task Staff_and_clients_of_the_secretariat_reach_everything()
    {
        foreach (var client in new[] { service.Staff("uclg", "officer"), service.Secretariat })
        {
            foreach (var (method, path) in Secretariats.Concat(Everybodys).Where(operation => !operation.Path.EndsWith("/sign-off", StringComparison.Ordinal)))
            {
                (await SendAsync(client, method, path)).Code.ShouldBeOneOf(path.Contains("{id}") ? 404 : 200, 400);
            }
        }
    }

    [Fact]
    public async Task The_description_is_served_and_its_examples_are_accepted()
    {
        var description = await service.Anyone.GetAsync("/openapi/v1.json");
        description.Code.ShouldBe(200);
        description.Body!["paths"]!["/public/papers/{id}/releases/{number}"]!["get"]!["responses"]!["410"].ShouldNotBeNull();
        description.Body["paths"]!["/api/v1/papers/{id}/release"]!["post"]!["responses"]!["409"].ShouldNotBeNull();

        var story = await Story.BeginAsync(service);
        var said = Contributions.ContributionBody.Example with { SessionId = story.Session.Id, PersonId = story.Mayor.Id, OnBehalfOf = story.City.Id };
        await story.PostAsync("contributions", Json(said));
        await story.PostAsync("key-messages", Json(Messages.KeyMessageBody.Example with { ConsultationId = story.Consultation.Id }));
        var quote = await story.PostAsync("quotes", Json(Quotes.QuoteBody.Example with { SessionId = story.Session.Id, PersonId = story.Mayor.Id }));
        await Story.Ok(service.Secretariat.PostAsync($"{quote.Location}/approve", Json(Quotes.ApproveQuote.Example), quote.ETag));
        await story.PostAsync("papers", Json(Papers.PaperBody.Example with { ConsultationId = story.Consultation.Id }));
    }

    [Fact]
    public void Every_error_has_its_text_in_four_languages()
    {
        var text = service.Services.GetRequiredService<Text>();
        ErrorTexts.FaultsOf("Outcomes", text.Codes, (language, code) => text.Say(language, code, 1, 2)).ShouldBeEmpty();
    }

    static Task<ApiAnswer> SendAsync(ApiClient client, string method, string path) =>
        client.SendAsync(new HttpMethod(method), path.Replace("{id}", Guid.NewGuid().ToString()), method is "GET" or "DELETE" ? null : "{}", ("If-Match", "\"1\""));

    static string Json<T>(T example) => System.Text.Json.JsonSerializer.Serialize(example, ApiConventions.Json);
}
