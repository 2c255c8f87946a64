using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Identity.Tests;

public class AccessTests(SharedApp shared)
{
    static readonly string[] Open =
    [
        "/health", "/alive", "/openapi/{documentName}.json", "/.well-known/jwks.json", "/.well-known/openid-configuration", "/connect/token",
        "/api/v1/session/", "/api/v1/session/token", "/api/v1/staff/accept-invitation",
    ];

    IEnumerable<RouteEndpoint> Endpoints => shared.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public void Every_endpoint_says_who_may_use_it_and_only_these_are_open()
    {
        foreach (var endpoint in Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            (endpoint.Metadata.GetMetadata<RequiredScope>() is not null || endpoint.Metadata.GetMetadata<StaffOnly>() is not null)
                .ShouldBeTrue(endpoint.DisplayName);
        }
        Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(e => e.RoutePattern.RawText).ShouldBe(Open, ignoreOrder: true);
    }

    [Fact]
    public void Every_endpoint_of_the_API_has_a_name_and_a_summary()
    {
        foreach (var endpoint in Endpoints.Where(e => e.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal)))
        {
            endpoint.Metadata.GetMetadata<IEndpointNameMetadata>().ShouldNotBeNull(endpoint.DisplayName);
            endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IEndpointSummaryMetadata>().ShouldNotBeNull(endpoint.DisplayName);
        }
    }

    /// <summary>Who gets past the door of each endpoint: whatever comes after it, 404 or 428 say, is neither 401 nor 403.</summary>
    [Fact]
    public async Task Each_endpoint_opens_to_the_callers_of_the_table_and_to_no_other()
    {
        string[] roles = ["officer", "rapporteur", "reviewer", "auditor"];
        var callers = new Dictionary<string, string?>
        {
            ["nobody"] = null,
            ["network with every scope it may hold"] = await shared.App.ClientTokenAsync(shared.Administrator, "network", "registry:write", "webhooks:manage"),
            ["secretariat without the scope"] = await shared.App.ClientTokenAsync(shared.Administrator, "secretariat", "registry:write", "operations:manage"),
            ["secretariat with the scope"] = await shared.App.ClientTokenAsync(shared.Administrator, "secretariat", "identity:manage"),
        };
        foreach (var role in roles)
        {
            var (person, _) = await shared.App.StaffAsync(shared.Administrator, role);
            await person.SignInAsync();
            callers[$"new {role}"] = await person.TokenAsync();
            await person.EnrolAsync();
            callers[role] = await person.TokenAsync();
        }

        foreach (var endpoint in Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var path = endpoint.RoutePattern.RawText!.Replace("{id:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
                .Replace("{secretId:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(m => (m, path) is not ("DELETE", "/api/v1/session/")))
            {
                foreach (var (caller, token) in callers)
                {
                    var answer = await shared.App.SendAsync(new HttpMethod(method), path, token: token);
                    (answer.Status is not (401 or 403)).ShouldBe(MayEnter(caller, path), $"{caller}: {method} {path} gave {answer.Status}");
                }
            }
        }
    }

    static bool MayEnter(string caller, string path) => caller switch
    {
        "nobody" or "secretariat without the scope" => false,
        "secretariat with the scope" => !path.StartsWith("/api/v1/session", StringComparison.Ordinal) && path != "/api/v1/signing-keys/rotate",
        "new auditor" => path == "/api/v1/identity/events" || path.StartsWith("/api/v1/session", StringComparison.Ordinal),
        "auditor" => path == "/api/v1/identity/events" || path.StartsWith("/api/v1/session", StringComparison.Ordinal),
        _ => !caller.StartsWith("network", StringComparison.Ordinal) && path.StartsWith("/api/v1/session", StringComparison.Ordinal),
    };
}
