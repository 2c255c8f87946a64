using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Consultations.Tests;

public sealed class AccessTests(ConsultationsService service)
{
    [Fact]
    public void Every_endpoint_names_its_scope_or_is_open_on_purpose()
    {
        string[] open =
        [
            "/health", "/alive", "/openapi/{documentName}.json", "/api/v1/nominations/link/", "/api/v1/nominations/link/answer",
            "/api/v1/nominations/link/availability", "/api/v1/invitations/link/", "/api/v1/invitations/link/answer",
            "/public/schedules/{consultationId:guid}", "/calendar/consultations/{id:guid}.ics", "/calendar/{secret}.ics",
        ];
        foreach (var endpoint in service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var scope = endpoint.Metadata.GetMetadata<RequiredScope>();
            (isOpen ? open.Contains(endpoint.RoutePattern.RawText) : scope is not null).ShouldBeTrue(endpoint.DisplayName);
            if (scope is { Scope: not Scopes.OperationsManage } && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0] is not "GET")
            {
                scope.Scope.ShouldEndWith(":write", customMessage: endpoint.DisplayName);
            }
        }
    }

    static readonly string[] SecretariatOnly =
    [
        "AcceptNomination", "AddDocument", "AddSession", "AddSlot", "AttendNomination", "CancelSession", "CloneConsultation", "CloseCall",
        "CloseConsultation", "ConfirmNomination", "ConfirmSession", "CreateCycle", "CreateWorkingGroup", "DeclineNomination",
        "EndSessionRole", "EndWorkingGroupRole", "GetException", "GetJoiningLinks", "GetSessionRole", "GetWorkingGroupRole",
        "GetNote", "GiveSessionRole", "GiveWorkingGroupRole", "HoldSession", "ImportInvitations", "InviteOrganisation", "InviteOrganisations",
        "ListConsultationsFailures", "ListDepartures", "ListNotes", "ListSessionRoles", "ListSignOffs", "ListWorkingGroupRoles", "MakeCall",
        "MissNomination", "OpenConsultation", "PatchCall", "PatchConsultation", "PatchCycle", "PatchInvitation", "PatchNote", "PatchSession",
        "PatchSlot", "PatchTarget", "PatchWorkingGroup", "PlanConsultation", "PublishConsultation", "PutJoiningLinks", "RecordException",
        "RecordSignOff", "ReleaseSchedule", "RemindInvitations", "RemoveCall", "RemoveDocument", "RemoveException", "RemoveNote", "RemoveSlot",
        "RemoveTarget", "ReopenCall", "ReplayConsultationsFailure", "SelectThemes", "SetConsultationTarget", "SetCycleTarget",
        "StartConsultation", "TakeBackSignOff", "WithdrawInvitation", "WriteNote",
    ];

    [Fact]
    public async Task Each_operation_lets_in_the_roles_that_may_and_no_network_to_what_is_the_secretariat_s() =>
        (await EndpointMatrix.FaultsAsync(token => service.Client(token), SecretariatOnly)).ShouldBeEmpty();

    [Fact]
    public async Task No_token_is_refused_and_a_token_without_the_scope_forbidden()
    {
        (await service.Client(null).GetAsync("/api/v1/consultations")).Code.ShouldBe(401);
        (await service.Client(TestTokens.Secretariat(Scopes.RegistryRead)).GetAsync("/api/v1/consultations")).Code.ShouldBe(403);
        (await service.Client(TestTokens.Secretariat(Scopes.ConsultationsRead)).PostAsync("/api/v1/cycles", new { name = "x", chair = "AE" })).Code.ShouldBe(403);
        (await service.Client(TestTokens.Secretariat(Scopes.ConsultationsWrite)).PostAsync($"/api/v1/sessions/{Guid.NewGuid()}/nominations", new { })).Code.ShouldBe(403);
    }

    [Fact]
    public async Task The_description_is_served_and_its_examples_are_accepted()
    {
        var description = await service.Client(null).GetAsync("/openapi/v1.json");
        description.Code.ShouldBe(200);
        description.Body!["components"]!["schemas"]!["SessionBody"]!["properties"]!["duration"]!["format"]!.ToString().ShouldBe("duration");
        var upload = description.Body["paths"]!["/api/v1/consultations/{consultationId}/documents"]!["post"]!["requestBody"]!["content"]!["application/pdf"]!["schema"]!;
        upload["$ref"]!.ToString().ShouldEndWith("/Stream");
        description.Body["components"]!["schemas"]!["Stream"]!["format"]!.ToString().ShouldBe("binary");

        var deadline = description.Body["paths"]!["/api/v1/invitations/imports"]!["post"]!["parameters"]!.AsArray().Single(each => (string?)each!["name"] == "deadline");
        ((string?)deadline!["schema"]!["format"]).ShouldBe("date-time");

        var cycle = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/cycles", Json(Cycles.CycleBody.Example)));
        var consultation = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/consultations",
            Json(Consultations.ConsultationBody.Example with { CycleId = Guid.Parse(cycle.Id) })));
        await ConsultationsService.Created(service.Secretariat.PostAsync($"{consultation.Location}/sessions", Json(Sessions.SessionBody.Example)));
        await service.GoAsync(consultation, "open");
        await ConsultationsService.Created(service.Secretariat.PostAsync($"{consultation.Location}/releases", Json(Releases.ReleaseSchedule.Example)));
    }

    [Fact]
    public void Every_error_has_its_text_in_four_languages()
    {
        var text = service.Services.GetRequiredService<Text>();
        ErrorTexts.FaultsOf("Consultations", text.Codes, (language, code) => text.Say(language, code, 1, 2)).ShouldBeEmpty();
    }

    static string Json<T>(T example) => System.Text.Json.JsonSerializer.Serialize(example, ApiConventions.Json);
}
