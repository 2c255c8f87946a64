using System.Net;
using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace MayorsMechanism.Gateway.Tests;

public class DescriptionTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_services_are_one_valid_document()
    {
        await using var identity = await Describing(Operation("/api/v1/clients", "ListClients", "Page"), """ "Page": { "type": "object" } """);
        await using var registry = await Describing(Operation("/api/v1/people", "ListPeople", "Page"), """ "Page": { "type": "object" }, "Name": { "type": "string" } """);
        await using var gateway = new TestGateway().Before("identity", identity).Before("registry", registry);

        var text = await gateway.Client().GetStringAsync("/openapi/v1.json", Cancel);

        var (document, diagnostic) = OpenApiDocument.Parse(text, "json");
        diagnostic!.Errors.ShouldBeEmpty();
        diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        document!.Paths.Keys.ShouldBe(["/api/v1/clients", "/api/v1/people"], ignoreOrder: true);
        document.Components!.Schemas!.Keys.ShouldBe(["Page", "Name"], ignoreOrder: true);
        document.Servers!.Single().Url.ShouldBe(TestTokens.Issuer);
        document.Info.Description!.ShouldContain("/connect/token");
        gateway.Log.ShouldNotContain(line => line.StartsWith("Error"));
    }

    [Fact]
    public async Task Components_that_differ_under_one_name_are_told_apart_with_all_that_refer_to_them()
    {
        const string List = """ "List": { "type": "array", "items": { "$ref": "#/components/schemas/Item" } } """;
        await using var identity = await Describing(Operation("/api/v1/clients", "ListClients", "List"), """ "Item": { "type": "string" }, """ + List);
        await using var registry = await Describing(Operation("/api/v1/people", "ListPeople", "List"), """ "Item": { "type": "integer" }, """ + List);
        await using var gateway = new TestGateway().Before("identity", identity).Before("registry", registry);

        var text = await gateway.Client().GetStringAsync("/openapi/v1.json", Cancel);

        OpenApiDocument.Parse(text, "json").Diagnostic!.Errors.ShouldBeEmpty();
        var json = JsonNode.Parse(text)!;
        json["components"]!["schemas"]!.AsObject().Select(schema => schema.Key)
            .ShouldBe(["IdentityItem", "IdentityList", "RegistryItem", "RegistryList"], ignoreOrder: true);
        json["components"]!["schemas"]!["RegistryList"]!["items"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/RegistryItem");
        text.ShouldContain("#/components/schemas/IdentityList");
    }

    [Theory]
    [InlineData("/api/v1/people/{id}", "GetPerson", "/api/v1/people/{id}", "GetPersonAgain", "get /api/v1/people/{id}")]
    [InlineData("/api/v1/people/{id}", "GetPerson", "/api/v1/people/{key}", "GetPersonAgain", "/api/v1/people/{key}")]
    [InlineData("/api/v1/people/{id}", "GetPerson", "/api/v1/staff", "GetPerson", "operationId GetPerson")]
    public async Task Two_services_that_claim_the_same_are_reported(string path, string id, string otherPath, string otherId, string named)
    {
        await using var identity = await Describing(Operation(path, id, "Page"), """ "Page": { "type": "object" } """);
        await using var registry = await Describing(Operation(otherPath, otherId, "Page"), """ "Page": { "type": "object" } """);
        await using var gateway = new TestGateway().Before("identity", identity).Before("registry", registry);

        await gateway.Client().GetStringAsync("/openapi/v1.json", Cancel);

        gateway.Log.ShouldContain(line => line.StartsWith("Error") && line.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_document_has_an_ETag_and_survives_a_service_that_is_out()
    {
        var registry = await Describing(Operation("/api/v1/people", "ListPeople", "Page"), """ "Page": { "type": "object" } """);
        await using var gateway = new TestGateway().Before("registry", registry);
        var client = gateway.Client();
        var first = await client.GetAsync("/openapi/v1.json", Cancel);
        await registry.KillAsync();
        gateway.Later = TimeSpan.FromMinutes(2);

        (await client.GetStringAsync("/openapi/v1.json", Cancel)).ShouldContain("ListPeople");
        gateway.Log.ShouldContain(line => line.Contains("registry gave no description"));
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        (await client.GetAsync("/openapi/v1.json", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_document_without_a_service_that_has_described_nothing_yet_is_kept_by_nobody()
    {
        var isReady = false;
        await using var registry = await Backend.StartAsync(http =>
        {
            http.Response.StatusCode = isReady ? 200 : 503;
            return http.Response.WriteAsync("{" + $$""" "paths": { {{Operation("/api/v1/people", "ListPeople", "Page")}} } """ + "}");
        });
        await using var identity = await Describing(Operation("/api/v1/clients", "ListClients", "Page"), """ "Page": { "type": "object" } """);
        await using var gateway = new TestGateway().Before("identity", identity).Before("registry", registry);
        var client = gateway.Client();

        var without = await client.GetAsync("/openapi/v1.json", Cancel);
        (await without.Content.ReadAsStringAsync(Cancel)).ShouldContain("ListClients");
        without.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.Zero);
        isReady = true;

        var whole = await client.GetAsync("/openapi/v1.json", Cancel);
        (await whole.Content.ReadAsStringAsync(Cancel)).ShouldContain("ListPeople");
        whole.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromMinutes(1));
    }

    static string Operation(string path, string id, string schema) => $$"""
        "{{path}}": { "get": { "operationId": "{{id}}",
          {{(path.Contains('{') ? $$""" "parameters": [{ "name": "{{path.Split('{', '}')[1]}}", "in": "path", "required": true, "schema": { "type": "string" } }], """ : "")}}
          "responses": { "200": { "description": "OK", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/{{schema}}" } } } } } } }
        """;

    static Task<Backend> Describing(string paths, string schemas) => Backend.StartAsync(http => http.Response.WriteAsync($$"""
        { "openapi": "3.1.1", "info": { "title": "t", "version": "v1" }, "paths": { {{paths}} }, "components": { "schemas": { {{schemas}} } }, "tags": [{ "name": "All" }] }
        """));
}
