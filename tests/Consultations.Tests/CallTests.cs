using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What the secretariat asks of a network for a session.</summary>
public sealed class CallTests(ConsultationsService service)
{
    [Fact]
    public async Task A_network_sees_its_own_calls_and_the_secretariat_all()
    {
        var (called, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var session = await service.NewSessionAsync();

        var call = await CallAsync(session, called, profile: new { en = "A mayor with a skills programme" });

        (await called.Api.GetAsync(call.Location!)).Body!["profile"]!["en"]!.ToString().ShouldBe("A mayor with a skills programme");
        (await called.Api.GetAsync($"{session.Location}/calls")).Items.Count.ShouldBe(1);
        (await called.Api.GetAsync("/api/v1/calls?state=open")).Items.Count.ShouldBe(1);
        (await other.Api.GetAsync(call.Location!)).Code.ShouldBe(404);
        (await other.Api.GetAsync($"{session.Location}/calls")).Items.Count.ShouldBe(0);
        (await other.Api.GetAsync("/api/v1/calls")).Items.Count.ShouldBe(0);
        (await service.Secretariat.GetAsync($"/api/v1/calls?network={called.Id}")).Items.Count.ShouldBe(1);
        (await service.Secretariat.PostAsync($"{session.Location}/calls", new { networkId = called.Id, seats = 1, deadline = "2030-01-01T00:00:00Z" }))
            .Rule.ShouldBe("already-called");
    }

    [Fact]
    public async Task Only_a_network_is_called()
    {
        var (city, _) = await service.NewMayorAsync();
        var session = await service.NewSessionAsync();

        var answer = await service.Secretariat.PostAsync($"{session.Location}/calls", new { networkId = city.Id, seats = 1, deadline = "2030-01-01T00:00:00Z" });

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("networkId");
    }

    [Fact]
    public async Task After_the_deadline_or_once_it_is_closed_the_network_is_refused_and_the_secretariat_is_not()
    {
        var (network, uncalled) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var session = await service.NewSessionAsync();
        var call = await CallAsync(session, network, deadline: "2020-01-01T00:00:00Z");
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        (await ConsultationsService.ProposeAsync(network.Api, session, mayor)).Rule.ShouldBe("call-closed");
        (await ConsultationsService.ProposeAsync(uncalled.Api, session, (await service.NewMayorAsync(uncalled.Id)).Mayor)).Code.ShouldBe(201);
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, (await service.NewMayorAsync(network.Id)).Mayor)).Code.ShouldBe(201);

        call = await service.Secretariat.PatchAsync(call.Location!, new { deadline = "2099-01-01T00:00:00Z" }, call.ETag);
        (await ConsultationsService.ProposeAsync(network.Api, session, mayor)).Code.ShouldBe(201);

        call = await service.Secretariat.PostAsync($"/api/v1/calls/{call.Id}/close", ifMatch: call.ETag);
        var (_, late) = await service.NewMayorAsync(network.Id);
        (await ConsultationsService.ProposeAsync(network.Api, session, late)).Rule.ShouldBe("call-closed");
        (await service.Secretariat.PostAsync($"/api/v1/calls/{call.Id}/close", ifMatch: call.ETag)).Rule.ShouldBe("call-state");
        (await service.Secretariat.PostAsync($"/api/v1/calls/{call.Id}/reopen", ifMatch: call.ETag)).Code.ShouldBe(200);
        (await ConsultationsService.ProposeAsync(network.Api, session, late)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task More_than_it_was_called_for_is_warned_of_and_not_refused()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync();
        await CallAsync(session, network);

        var within = await ConsultationsService.Created(ConsultationsService.ProposeAsync(network.Api, session, (await service.NewMayorAsync(network.Id, "Ana Um")).Mayor));
        var beyond = await ConsultationsService.Created(ConsultationsService.ProposeAsync(network.Api, session, (await service.NewMayorAsync(network.Id, "Ana Dois")).Mayor));

        WarningTests.CodesOf(within).ShouldBe([]);
        WarningTests.CodesOf(beyond).ShouldBe(["beyond-call"]);
    }

    [Fact]
    public async Task Only_the_secretariat_makes_changes_and_removes_calls()
    {
        var network = service.Client(TestTokens.Network((await service.NewNetworkAsync()).Id, "consultations:read", "consultations:write", "nominations:write"));
        var session = await service.NewSessionAsync();
        var call = await CallAsync(session, await service.NewNetworkAsync());

        (await network.PostAsync($"{session.Location}/calls", new { networkId = Guid.NewGuid(), seats = 1, deadline = "2030-01-01T00:00:00Z" })).Code.ShouldBe(403);
        foreach (var verb in new[] { "close", "reopen" }) (await network.PostAsync($"{call.Location}/{verb}", ifMatch: "\"1\"")).Code.ShouldBe(403);
        (await network.PatchAsync(call.Location!, new { seats = 3 }, "\"1\"")).Code.ShouldBe(403);
        (await network.DeleteAsync(call.Location!, "\"1\"")).Code.ShouldBe(403);
        (await service.Secretariat.DeleteAsync(call.Location!, "\"2\"")).Code.ShouldBe(412);
        (await service.Secretariat.DeleteAsync(call.Location!, call.ETag)).Code.ShouldBe(204);
        (await service.Secretariat.GetAsync(call.Location!)).Code.ShouldBe(404);
    }

    async Task<ApiAnswer> CallAsync(ApiAnswer session, NetworkClient network, string deadline = "2099-01-01T00:00:00Z", object? profile = null) =>
        await ConsultationsService.Created(service.Secretariat.PostAsync($"{session.Location}/calls", new { networkId = network.Id, seats = 1, deadline, profile }));
}
