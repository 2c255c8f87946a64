using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Registry.Tests;

/// <summary>The service itself refuses what the gateway would have refused before.</summary>
public sealed class AccessTests(RegistryService registry)
{
    public static TheoryData<string> Refused => new(TestTokens.Refused(Scopes.RegistryRead).Keys);

    [Theory, MemberData(nameof(Refused))]
    public async Task A_bad_token_is_refused(string kind)
    {
        using var client = registry.Client(TestTokens.Refused(Scopes.RegistryRead)[kind]);

        var answer = await client.GetAsync("/api/v1/organisations");

        answer.Code.ShouldBe(401);
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Headers.WwwAuthenticate.ShouldNotBeEmpty();
    }

    static readonly string[] SecretariatOnly =
    [
        "ConfirmMembership", "ErasePerson", "ExportPerson", "ExportPersonDocument", "GetErasure", "GetMerge", "KeepDuplicateApart",
        "ListRegistryFailures", "MergeDuplicate", "MergeRecords", "RefuseMembership", "ReplayRegistryFailure", "SearchDuplicates",
        "UndoMerge", "VerifyOrganisation",
    ];

    [Fact]
    public async Task Each_operation_lets_in_the_roles_that_may_and_no_network_to_what_is_the_secretariat_s() =>
        (await EndpointMatrix.FaultsAsync(token => registry.Client(token), SecretariatOnly)).ShouldBeEmpty();

    [Fact]
    public async Task No_token_is_refused_and_a_token_without_the_scope_forbidden()
    {
        (await registry.Client(null).GetAsync("/api/v1/organisations")).Code.ShouldBe(401);
        (await registry.Client(TestTokens.Secretariat(Scopes.OutcomesRead)).GetAsync("/api/v1/organisations")).Code.ShouldBe(403);
        (await registry.Client(TestTokens.Secretariat(Scopes.RegistryRead)).PostAsync("/api/v1/people", new { name = "x" })).Code.ShouldBe(403);
        (await registry.Client(TestTokens.Secretariat()).GetAsync("/api/v1/organisations")).Code.ShouldBe(403);
    }

    [Fact]
    public async Task A_token_is_refused_once_it_expired_although_it_was_just_seen()
    {
        var token = new TestToken { Kind = "secretariat", Scopes = [Scopes.RegistryRead], Expires = DateTimeOffset.UtcNow.AddSeconds(-1) };
        using var client = registry.Client(token);
        (await client.GetAsync("/api/v1/organisations")).Code.ShouldBe(200, "within the ten seconds of clock skew");

        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        (await client.GetAsync("/api/v1/organisations")).Code.ShouldBe(401);
    }

    [Fact]
    public void Every_endpoint_names_its_scope_or_is_open_on_purpose()
    {
        string[] open = ["/health", "/alive", "/openapi/{documentName}.json"];
        foreach (var endpoint in registry.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var scope = endpoint.Metadata.GetMetadata<RequiredScope>();
            (isOpen ? open.Contains(endpoint.RoutePattern.RawText) : scope is not null).ShouldBeTrue(endpoint.DisplayName);
            if (scope is not null && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0] is not "GET")
            {
                (scope.Scope.EndsWith(":write", StringComparison.Ordinal) || scope.Scope == Scopes.OperationsManage).ShouldBeTrue(endpoint.DisplayName);
            }
        }
    }

    [Fact]
    public async Task An_unknown_path_or_method_says_so_to_callers_with_a_token_only()
    {
        (await registry.Secretariat.GetAsync("/api/v1/nothing")).Code.ShouldBe(404);
        (await registry.Secretariat.DeleteAsync("/api/v1/organisations")).Code.ShouldBe(405);
        (await registry.Client(null).GetAsync("/api/v1/nothing")).Code.ShouldBe(401);
    }

    [Fact]
    public async Task The_description_holds_examples_that_the_service_accepts()
    {
        (await registry.Client(null).GetAsync("/openapi/v1.json")).Code.ShouldBe(200);
        (await registry.Secretariat.PostAsync("/api/v1/organisations", Json(Organisations.OrganisationBody.Example))).Code.ShouldBe(201);
        (await registry.Secretariat.PostAsync("/api/v1/people", Json(People.RegisterPerson.Example))).Code.ShouldBe(201);
    }

    [Fact]
    public void Every_error_has_its_text_in_four_languages()
    {
        var text = registry.Services.GetRequiredService<Text>();
        ErrorTexts.FaultsOf("Registry", text.Codes, (language, code) => text.Say(language, code, 1, 2)).ShouldBeEmpty();
    }

    static string Json<T>(T example) => System.Text.Json.JsonSerializer.Serialize(example, ApiConventions.Json);
}
