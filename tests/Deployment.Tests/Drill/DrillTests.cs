using MayorsMechanism.EndToEnd;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Deployment.Drill;

/// <summary>The runbooks of docs/operations.md, walked on containers of our own images.</summary>
[Trait("Category", "Full")]
public sealed class DrillTests
{
    const string Email = "administrator@example.org";

    [Fact]
    public async Task A_deployment_is_used_upgraded_without_a_refused_request_and_restored_after_it_was_wiped()
    {
        await ComposeDeployment.NeedsAnEngineAsync();
        await using var deployment = new ComposeDeployment();
        await deployment.PrepareAsync(Email);
        await deployment.RunAsync("compose", "up", "-d");
        await deployment.HealthyAsync();

        var administrator = new Secretariat(deployment.Gateways[0], Email, deployment.AdministratorPassword);
        var network = await Network.RegisterAsync(deployment.Gateways[0], await administrator.FirstSignInAsync(), "Mercociudades");
        var city = Secretariat.Must(await (await network.SignInAsync()).PostAsync("/api/v1/organisations", new { name = "Montevideo", kind = "municipality" }), 201);

        // The dashboard takes telemetry from those alone who know its key, and says so of others.
        (await deployment.RunAsync("compose", "logs", "dashboard")).ShouldNotContain("was not authenticated");

        int written;
        await using (var load = new Load(network, deployment.Gateways))
        {
            await Eventually.IsAsync(() => Task.FromResult(load.Created > 20));
            await deployment.ConfigureAsync(2, Email);
            await deployment.RunAsync("upgrade");
            var before = load.Created;
            await Eventually.IsAsync(() => Task.FromResult(load.Created > before + 20));
            await load.StopAsync();
            load.Refused.ShouldBeEmpty();
            written = load.Created;
        }
        (await deployment.ReleasesAsync()).ShouldBe([deployment.Release(2)]);

        var backup = (await deployment.RunAsync("backup")).Trim();
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => deployment.RunAsync("restore", backup));
        refused.Message.ShouldContain("There is a deployment already.");
        await deployment.RunAsync("compose", "down", "--volumes");
        await deployment.RunAsync("restore", backup);
        await deployment.HealthyAsync();

        var api = await network.SignInAsync();
        (await api.GetAsync(city.Location!)).Text("name").ShouldBe("Montevideo");
        ((int)(await api.GetAsync($"/api/v1/organisations?network={network.Id}&limit=1&count=true")).Body!["total"]!).ShouldBe(written + 1);
        await administrator.SignInAsync();
        (await deployment.RunAsync("compose", "exec", "-T", "registry-1", "/app/service", "verify-history")).ShouldContain("The history is whole");
    }
}
