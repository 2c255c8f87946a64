using System.Reflection;
using System.Text.Json;
using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity.Tests;

public class DescriptionTests(SharedApp shared)
{
    [Fact]
    public void Every_error_has_its_text_in_four_languages()
    {
        var text = shared.App.Services.GetRequiredService<Text>();
        ErrorTexts.FaultsOf("Identity", text.Codes, (language, code) => text.Say(language, code, 1, 2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Errors_speak_the_callers_language()
    {
        var answer = await shared.App.SendAsync(HttpMethod.Post, "/api/v1/session", new { email = "x@mayors.example", password = "x" }, language: "pt-BR");
        answer["detail"].ShouldContain("palavra-passe");
    }

    /// <summary>What the description shows as an example is taken: not refused for its shape.</summary>
    [Theory]
    [InlineData("POST", "/api/v1/clients", typeof(Clients.CreateClient))]
    [InlineData("POST", "/api/v1/clients/{client}/secrets", typeof(Clients.CreateSecret))]
    [InlineData("PATCH", "/api/v1/clients/{client}", typeof(Clients.ClientDetails))]
    [InlineData("POST", "/api/v1/staff", typeof(Staff.InviteStaff))]
    [InlineData("PATCH", "/api/v1/staff/{staff}", typeof(Staff.StaffDetails))]
    [InlineData("POST", "/api/v1/staff/accept-invitation", typeof(Staff.AcceptInvitation), "invitation-not-valid")]
    [InlineData("POST", "/api/v1/session", typeof(Sessions.OpenSession), "sign-in-failed")]
    [InlineData("POST", "/api/v1/session/token", typeof(Sessions.ExchangeSession), "session-ended")]
    [InlineData("POST", "/api/v1/session/password", typeof(Sessions.ChangePassword), "invalid-request")]
    [InlineData("POST", "/api/v1/session/totp/confirm", typeof(Sessions.ConfirmTotp), "totp-enrolled")]
    public async Task Each_example_is_taken(string method, string path, Type request, string? refusal = null)
    {
        var token = await shared.Administrator.TokenAsync();
        if (path.Contains("{client}", StringComparison.Ordinal))
        {
            path = path.Replace("{client}", (await shared.App.ClientAsync(shared.Administrator, "network", "registry:read")).Id, StringComparison.Ordinal);
        }
        if (path.Contains("{staff}", StringComparison.Ordinal))
        {
            path = path.Replace("{staff}", (await shared.App.StaffAsync(shared.Administrator, "officer")).Id.ToString(), StringComparison.Ordinal);
        }
        var example = request.GetProperty("Example", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        var json = shared.App.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var type = method == "PATCH" ? "application/merge-patch+json" : "application/json";
        using var content = new StringContent(JsonSerializer.Serialize(example, request, json), new System.Net.Http.Headers.MediaTypeHeaderValue(type));
        var answer = await shared.App.SendAsync(new HttpMethod(method), path, content, token, ifMatch: "*");
        answer.Code.ShouldBe(refusal, answer.Text);
    }

    [Fact]
    public void Each_request_record_has_an_example() =>
        typeof(IdentityOptions).Assembly.GetTypes().Where(type => type.GetConstructors().Any(c => c.GetParameters().Any(p =>
                p.GetCustomAttributes().OfType<ShapeAttribute>().Any())))
            .Where(type => type.GetProperty("Example") is null).ShouldBeEmpty();

    [Fact]
    public async Task The_description_is_OpenAPI_3_1_with_access_and_errors()
    {
        var document = (await shared.App.GetAsync("/openapi/v1.json")).Body;
        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        var token = document.GetProperty("paths").GetProperty("/connect/token").GetProperty("post").GetProperty("responses");
        document.GetProperty("paths").GetProperty("/connect/token").GetProperty("post").GetProperty("requestBody").GetProperty("content")
            .TryGetProperty("application/x-www-form-urlencoded", out _).ShouldBeTrue();
        token.GetProperty("401").GetProperty("content").TryGetProperty("application/json", out _).ShouldBeTrue();
        var create = document.GetProperty("paths").GetProperty("/api/v1/clients").GetProperty("post");
        create.GetProperty("security")[0].GetProperty("bearer")[0].GetString().ShouldBe("identity:manage");
        document.GetProperty("paths").GetProperty("/api/v1/session").GetProperty("get").TryGetProperty("security", out _).ShouldBeTrue();
    }
}
