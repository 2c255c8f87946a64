using System.Net;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>Real tokens of the real Identity, at the gateway and at the service behind it.</summary>
public sealed class AccessTests(WholeSystem whole)
{
    [Fact]
    public async Task Gateway_and_service_refuse_alike()
    {
        var system = await whole.StartedAsync();
        var network = await whole.NewNetworkAsync("Refused");
        var (_, answer) = await network.AskTokenAsync();
        var token = answer.Text("access_token");
        foreach (var address in (Uri[])[system.Console, system.Of("registry")[0].Url, system.Of("registry")[1].Url])
        {
            (await Code(address, token)).ShouldBe(200);
            (await Code(address, null)).ShouldBe(401);
            (await Code(address, TestTokens.Tamper(token, "registry:read", "registry:rule"))).ShouldBe(401);
            (await Code(address, TestTokens.Secretariat("registry:read"))).ShouldBe(401, "signed by nobody that is known here");
            (await Secretariat.With(address, token).PostAsync($"/api/v1/organisations/{network.Id}/verify", ifMatch: "\"1\"")).Code.ShouldBe(403);
        }
        (await Secretariat.With(system.Console, token).GetAsync("/api/v1/clients")).Code.ShouldBe(403);

        static async Task<int> Code(Uri address, string? token) => (await Secretariat.With(address, token).GetAsync("/api/v1/organisations")).Code;
    }

    [Fact]
    public async Task A_disabled_client_gets_no_more_tokens()
    {
        await whole.StartedAsync();
        var network = await whole.NewNetworkAsync("Disabled");
        var client = $"/api/v1/clients/{network.Client}";
        (await network.AskTokenAsync()).Status.ShouldBe(HttpStatusCode.OK);

        var etag = (await whole.Secretariat.GetAsync(client)).ETag;
        (await whole.Secretariat.PostAsync($"{client}/disable", ifMatch: etag)).Code.ShouldBe(200);

        (await network.AskTokenAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task One_network_learns_nothing_of_another_through_the_gateway()
    {
        await whole.StartedAsync();
        var (ours, theirs) = (await whole.NewNetworkAsync("Ours"), await whole.NewNetworkAsync("Theirs"));
        var city = await (await theirs.SignInAsync()).PostAsync("/api/v1/organisations", new { name = "Rosario", kind = "municipality" });
        var api = await ours.SignInAsync();

        (await api.GetAsync(city.Location!)).Code.ShouldBe(404);
        (await api.GetAsync(city.Location!, ifNoneMatch: city.ETag)).Code.ShouldBe(404);
        (await api.PatchAsync(city.Location!, new { name = "Ours" }, city.ETag)).Code.ShouldBe(404);
        (await api.PostAsync($"{city.Location}/memberships", new { networkId = ours.Id })).Code.ShouldBe(404);
    }

    [Fact]
    public async Task The_description_covers_every_service_and_the_documentation_opens()
    {
        var system = await whole.StartedAsync();
        var anyone = Secretariat.Anyone(system.Console);

        await Eventually.HoldsAsync(
            async () => (await anyone.GetAsync("/openapi/v1.json")).Body!["paths"]!.AsObject().Select(path => path.Key).ToList(),
            paths => !new[] { "/api/v1/organisations", "/api/v1/clients", "/api/v1/sessions/{id}", "/api/v1/papers", "/api/v1/notifications", "/connect/token" }.Except(paths).Any());
        (await anyone.GetAsync("/openapi/v1.json")).Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromMinutes(1), "no service is missing");
        (await anyone.GetAsync("/docs/")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Whatever_the_description_names_under_api_has_a_route_through_the_gateway()
    {
        var system = await whole.StartedAsync();
        var (_, token) = await (await whole.NewNetworkAsync("Routed")).AskTokenAsync();
        var network = Secretariat.With(system.Console, token.Text("access_token"));
        var paths = (await network.GetAsync("/openapi/v1.json")).Body!["paths"]!.AsObject().Select(path => path.Key).Where(path => path.StartsWith("/api/", StringComparison.Ordinal));
        foreach (var path in paths)
        {
            // Where the path is known the service refuses a method that is not; one that leads nowhere is not found.
            var asked = string.Join('/', path.Split('/').Select(segment => segment.StartsWith('{') ? $"{Guid.NewGuid()}" : segment));
            (await network.SendAsync(new HttpMethod("PROPFIND"), asked, null)).Code.ShouldBe(405, path);
        }
    }
}
